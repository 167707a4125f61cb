/** Uploads whose parts clients put straight into the bucket, at addresses that are signed beforehand. */
import type { DirectUpload, DirectUploads } from "@intaglio/contract";
import type { S3Client } from "./client.ts";
import { abortUpload, beginUpload, completeUpload, listParts } from "./multipart.ts";
import { leastPartBytes } from "./options.ts";
import { sizeOf } from "./read.ts";

/** S3's uploads in parts, as a store offers them. S3 counts parts from 1. */
export function directUploads(client: S3Client): DirectUploads {
  return {
    leastPartBytes,
    begin: (key) => beginUpload(client, key),
    partUrl({ key, name }, index, bytes, expiresInSeconds) {
      const query = { partNumber: String(index + 1), uploadId: name };
      // The length is signed: whoever has the address cannot put more than was allowed.
      const headers = { "content-length": String(bytes) };
      return client.presign({ method: "PUT", key, query, headers }, expiresInSeconds);
    },
    async parts({ key, name }) {
      const parts = await listParts(client, key, name);
      return parts?.map(({ number, bytes, etag }) => ({ index: number - 1, bytes, tag: etag }));
    },
    async complete({ key, name }, parts) {
      const inOrder = parts.toSorted((one, other) => one.index - other.index);
      const numbered = inOrder.map(({ index, tag }) => ({ number: index + 1, etag: tag }));
      const bytes = parts.reduce((sum, part) => sum + part.bytes, 0);
      await completeUpload(client, key, name, numbered, async () => (await sizeOf(client, key)) === bytes);
    },
    abort: ({ key, name }: DirectUpload) => abortUpload(client, key, name),
  };
}
