/** The one server of this app. */
import { createIntaglio, type Intaglio } from "intaglio";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import app from "#intaglio/app";
import { useRuntimeConfig } from "nitropack/runtime";
import type { IntaglioModuleOptions } from "../../options.ts";
import type { ImageSigner } from "../image-key.ts";
import { toPlan } from "../image-plan.ts";

let media: Intaglio | undefined;

/** The server, for the app's own routes: it signs, lists, tells. Throws `OPTIONS_INVALID` for wrong options. */
export function useIntaglio(): Intaglio {
  media ??= create();
  return media;
}

/** Signs a picture for Nuxt Image. Throws `FILE_ID_INVALID`, and `FIELD_INVALID` for a modifier that is not understood. */
export const signImage: ImageSigner = (fileId, modifiers) =>
  useIntaglio().url(fileId, toPlan(modifiers), { expiresIn: expiresIn() });

function create(): Intaglio {
  const { images: _ours, uploadcare: first, cloudinary: second, cloudflare: third, ipx: fourth, ...rest } = settings();
  // An empty text is a variable that nobody has set.
  const plain = Object.fromEntries(Object.entries(rest).filter(([, value]) => value !== ""));
  const dialects = [
    first && uploadcare(first),
    second && cloudinary(second),
    third && cloudflare(third),
    fourth && ipx(fourth),
  ].filter((dialect) => dialect !== undefined);
  return createIntaglio({ dialects: dialects.length > 0 ? dialects : [uploadcare({})], ...plain, ...app.options });
}

/** Up to an hour more than asked for: until a full hour, so that equal pages are equal. */
function expiresIn(): number {
  const now = Math.floor(Date.now() / 1000);
  const end = now + (settings().images?.expiresIn ?? 86_400);
  return Math.ceil(end / 3600) * 3600 - now;
}

function settings(): IntaglioModuleOptions {
  return useRuntimeConfig()["intaglio"] as IntaglioModuleOptions;
}
