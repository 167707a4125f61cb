/** Cloudflare's delivery addresses, both ways; runs in a browser and holds no keys. */
export { format } from "./format.ts";
export { parse } from "./parse.ts";
export type { CloudflareAddressOptions } from "./parse/address.ts";
