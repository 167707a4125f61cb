/** Blobs as objects in a bucket of S3, or of what speaks like it. */
import type { BlobStat, BlobStore, ByteRange, Bytes, DirectUploads, OpenBlob, PutOptions } from "@intaglio/contract";
import { chunksOf } from "./chunks.ts";
import { checkKey, checkPrefix, isKey } from "./keys.ts";
import { S3Client } from "./s3/client.ts";
import { directUploads } from "./s3/direct.ts";
import { abortUpload, listUploads } from "./s3/multipart.ts";
import { readS3Options, type S3Options } from "./s3/options.ts";
import { openObject } from "./s3/read.ts";
import { writeObject } from "./s3/write.ts";
import { elementsOf, textOf } from "./s3/xml.ts";

/**
 * A blob store in a bucket. What is put is seen when all of it is there; of several puts to one key the last to finish
 * wins, whole. Requests that may be repeated are tried three times. Nothing is asked of the bucket before the first call.
 * Throws `OPTIONS_INVALID` naming every wrong option with what was expected.
 */
export function s3(options: S3Options): BlobStore {
  return new S3Blobs(new S3Client(readS3Options(options)));
}

class S3Blobs implements BlobStore {
  readonly #client: S3Client;
  readonly direct?: DirectUploads;

  constructor(client: S3Client) {
    this.#client = client;
    if (client.settings.takesParts) this.direct = directUploads(client);
  }

  async put(key: string, body: Bytes, options: PutOptions = {}): Promise<number> {
    checkKey(key);
    const { signal, disposable = false } = options;
    signal?.throwIfAborted();
    const cut = { pieceBytes: this.#client.settings.partBytes, disposable };
    return writeObject(this.#client, key, chunksOf(body, signal), cut, signal);
  }

  async open(key: string, range?: ByteRange): Promise<OpenBlob | undefined> {
    checkKey(key);
    return openObject(this.#client, key, range);
  }

  async stat(key: string): Promise<BlobStat | undefined> {
    checkKey(key);
    const { code, headers } = await this.#client.ask({ method: "HEAD", key, accept: ["400", "403", "404"] });
    if (code === undefined) {
      const modifiedAt = Date.parse(headers["last-modified"] ?? "");
      return { key, size: Number(headers["content-length"]), modifiedAt };
    }
    // A refusal of HEAD has no words: the bucket may be missing as well as the object. GET tells, or throws.
    const range = { range: "bytes=0-0" };
    const said = await this.#client.ask({ method: "GET", key, headers: range, accept: ["NoSuchKey", "InvalidRange"] });
    said.stream.destroy();
    return said.code === "NoSuchKey" ? undefined : this.stat(key); // it has come meanwhile
  }

  async remove(key: string): Promise<void> {
    checkKey(key);
    await this.#client.askText({ method: "DELETE", key, accept: ["NoSuchKey"] });
  }

  async *list(prefix: string): AsyncGenerator<BlobStat, void, void> {
    checkPrefix(prefix);
    const own = this.#client.settings.prefix;
    for (let from: Record<string, string> = {}; ;) {
      const query = { "list-type": "2", prefix: own + prefix, ...from };
      const { text } = await this.#client.askText({ method: "GET", query });
      for (const object of elementsOf(text, "Contents")) {
        const key = textOf(object, "Key").slice(own.length);
        const modifiedAt = Date.parse(textOf(object, "LastModified"));
        if (isKey(key)) yield { key, size: Number(textOf(object, "Size")), modifiedAt };
      }
      if (textOf(text, "IsTruncated") !== "true") return;
      from = { "continuation-token": textOf(text, "NextContinuationToken") };
    }
  }

  async sweep(ageMs: number, isAwaited?: (key: string) => Promise<boolean>): Promise<number> {
    const before = Date.now() - ageMs;
    let removed = 0;
    for await (const { key, upload, begunAt } of listUploads(this.#client)) {
      if (!isKey(key) || begunAt > before || (await isAwaited?.(key))) continue;
      await abortUpload(this.#client, key, upload);
      removed += 1;
    }
    return removed;
  }

  async close(): Promise<void> {
    this.#client.close();
  }
}
