/** Intaglio in Fastify. */
export { toFastifyHook } from "@intaglio/adapters/fastify";
export type { FastifyHook } from "@intaglio/adapters/fastify";
