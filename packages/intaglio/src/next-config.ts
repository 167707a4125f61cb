/** What `next.config` needs, and a build that fails when it would give a secret to browsers. */
export { withIntaglio } from "@intaglio/adapters/next-config";
export type { NextConfigOptions, NextConfigParts } from "@intaglio/adapters/next-config";
