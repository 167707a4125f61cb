/** Intaglio in Next. */
export { toNextApiHandler, toNextHandlers } from "@intaglio/adapters/next";
export type { NextApiHandler, NextHandler, NextHandlers, NextOptions } from "@intaglio/adapters/next";
