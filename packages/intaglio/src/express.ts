/** Intaglio in Express. */
export { toExpressHandler } from "@intaglio/adapters/express";
export type { ExpressHandler } from "@intaglio/adapters/express";
