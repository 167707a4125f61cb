/** Intaglio in h3. */
export { toH3Handler } from "@intaglio/adapters/h3";
export type { H3Handler } from "@intaglio/adapters/h3";
