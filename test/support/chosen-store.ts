/** The blob store that a server's environment names: `STORE` is disk, unstorage, or s3 with its options as JSON in `BUCKET`. */
import { join } from "node:path";
import { diskBlobs, unstorageBlobs, type BlobStore } from "intaglio";
import { s3, type S3Options } from "intaglio/s3";
import fsDriver from "unstorage/drivers/fs";

/** The store, in a folder where it is on disk. Default: disk. */
export function chosenStore(folder: string): BlobStore {
  const { STORE: store, BUCKET: bucket = "" } = process.env;
  if (store === "s3") return s3(JSON.parse(bucket) as S3Options);
  if (store === "unstorage") return unstorageBlobs({ driver: fsDriver({ base: join(folder, "blobs") }) });
  return diskBlobs({ folder: join(folder, "blobs") });
}
