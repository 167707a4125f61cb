/** Uploadcare's protocol. */
export { uploadcare } from "@intaglio/dialects/uploadcare";
export type { UploadcareOptions } from "@intaglio/dialects/uploadcare";
