/** Intaglio on Node's own server. */
export { toNodeHandler } from "@intaglio/adapters/node";
export type { NodeHandler } from "@intaglio/adapters/node";
