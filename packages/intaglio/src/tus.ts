/** Uploads that can be gone on with, by the tus protocol. Needs the package `@tus/server`. */
export { tus } from "@intaglio/adapters/tus";
export type { TusOptions } from "@intaglio/adapters/tus";
