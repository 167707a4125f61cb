/** Cloudflare Images' protocol. */
export { cloudflare } from "@intaglio/dialects/cloudflare";
export type { CloudflareOptions } from "@intaglio/dialects/cloudflare";
