/** Which paths are Cloudflare's. There are deliveries only. */
import type { Route } from "@intaglio/contract";
import { readAddress, type CloudflareAddressOptions } from "./parse/address.ts";

const deliver: Route = { recipe: "deliver", methods: ["GET", "HEAD"] };

/** The route of a path, undecoded. */
export function route(path: string, options: CloudflareAddressOptions): Route | undefined {
  return readAddress(path, options) && deliver;
}
