/** A loader for `next/image`; runs in a browser and holds no keys. */
export { toNextLoader } from "@intaglio/adapters/next-loader";
export type { LoaderQuestion } from "@intaglio/adapters/next-loader";
