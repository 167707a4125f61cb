/** Which paths are Cloudinary's, and which recipe answers them. */
import type { Route } from "@intaglio/contract";
import type { AddressSettings } from "./options.ts";
import { readAddress } from "./parse/address.ts";
import { isDownload } from "./parse/download.ts";

const deliver: Route = { recipe: "deliver", methods: ["GET", "HEAD"] };

/** The route of a path, undecoded. Uploads and management have none yet. */
export function findRoute(path: string, settings: AddressSettings): Route | undefined {
  return isDownload(path, settings) || readAddress(path, settings) ? deliver : undefined;
}
