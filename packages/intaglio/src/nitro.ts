/** Intaglio in Nitro. */
export { toNitroHandler } from "@intaglio/adapters/nitro";
export type { NitroHandler } from "@intaglio/adapters/nitro";
