/** Blobs in a bucket of S3: an entry of its own, so that nobody else needs `aws4fetch`. */
export { s3 } from "./library/blobs-s3.ts";
export type { S3Credentials, S3Options } from "./library/s3/options.ts";
