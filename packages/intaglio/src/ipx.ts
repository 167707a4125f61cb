/** ipx's protocol, which @nuxt/image speaks. */
export { ipx } from "@intaglio/dialects/ipx";
export type { IpxOptions } from "@intaglio/dialects/ipx";
