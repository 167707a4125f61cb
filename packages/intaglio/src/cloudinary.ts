/** Cloudinary's delivery protocol. */
export { cloudinary } from "@intaglio/dialects/cloudinary";
export type { CloudinaryOptions } from "@intaglio/dialects/cloudinary";
