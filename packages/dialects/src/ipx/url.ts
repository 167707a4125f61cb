/** ipx's delivery addresses, both ways; runs in a browser and holds no keys. */
export { format } from "./format.ts";
export { parse } from "./parse.ts";
export type { IpxAddressOptions } from "./options.ts";
