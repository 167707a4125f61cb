/** Intaglio in Koa. */
export { toKoaHandler } from "@intaglio/adapters/koa";
export type { KoaHandler } from "@intaglio/adapters/koa";
