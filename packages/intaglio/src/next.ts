/** Intaglio in Next. */
export { oncePerProcess } from "@intaglio/adapters/once-per-process";
export { toNextApiHandler, toNextHandlers } from "@intaglio/adapters/next";
export type { NextApiHandler, NextHandler, NextHandlers, NextMedia, NextOptions } from "@intaglio/adapters/next";
