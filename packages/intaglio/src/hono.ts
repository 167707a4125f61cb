/** Intaglio in Hono. */
export { toHonoHandler } from "@intaglio/adapters/hono";
export type { HonoHandler } from "@intaglio/adapters/hono";
