/** Blobs in a bucket of S3, or of what speaks like it. Needs the package `aws4fetch`. */
export { s3 } from "@intaglio/core/s3";
export type { S3Credentials, S3Options } from "@intaglio/core/s3";
