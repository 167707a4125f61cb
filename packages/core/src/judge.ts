/** From bytes that are in, but invisible, to what there is to know of the file; or to its refusal. */
import { IntaglioError, type FileFacts, type Project, type UploadAdmission } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { checkUploaded, demandsPictures } from "./guard/upload.ts";
import type { Seen } from "./intake/pass.ts";
import { imageTypes, sniff } from "./intake/sniff.ts";
import { measure } from "./measure.ts";
import { checkPicture } from "./pipeline/frames.ts";
import type { Limits } from "./settings.ts";

/** A day: how long a file that nobody stores is kept. */
const temporaryMs = 86_400_000;

/**
 * Judges by the server's limits, the project's and the credentials', whichever are tighter. Throws `FILE_EMPTY`,
 * `FILE_TOO_LARGE`, `FILE_TYPE_FORBIDDEN`, `IMAGE_UNREADABLE` or `IMAGE_TOO_LARGE`, and what measuring throws.
 */
export async function judge(
  engine: Engine,
  file: Seen & { readonly id: string },
  { intent, permit }: UploadAdmission,
  project: Project,
  limits: Limits,
): Promise<FileFacts> {
  const format = sniff(file.head);
  const type = format ? imageTypes[format] : "application/octet-stream";
  for (const own of [project.limits, permit.limits]) checkUploaded({ bytes: file.bytes, type }, limits, own);
  const image = format ? await measure(engine, file.id, format) : null;
  if ([project.limits, permit.limits].some((own) => demandsPictures(limits, own))) {
    if (!image) throw new IntaglioError("IMAGE_UNREADABLE", `the bytes begin like ${type} but do not open`);
    checkPicture(image, limits);
  }
  const store = intent.store === "auto" ? project.autoStore : intent.store;
  return {
    project: project.id,
    customId: null,
    origin: null,
    type,
    bytes: file.bytes,
    sha256: file.sha256,
    image,
    metadata: intent.metadata,
    tags: intent.tags,
    access: intent.access,
    ...keeping(engine, store),
  };
}

/** For good from now on, or for a day. */
export function keeping({ clock }: Engine, store: boolean): Pick<FileFacts, "storedAt" | "expiresAt"> {
  const now = clock();
  return store ? { storedAt: now, expiresAt: null } : { storedAt: null, expiresAt: now + temporaryMs };
}
