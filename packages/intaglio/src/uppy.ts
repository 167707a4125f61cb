/** Uploads by Uppy. Needs the packages `@uppy/core` and `@uppy/tus`. */
export { IntaglioUpload } from "@intaglio/adapters/uppy";
export type { IntaglioUploadOptions } from "@intaglio/adapters/uppy";
