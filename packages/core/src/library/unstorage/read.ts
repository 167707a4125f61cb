/** The chunks of one generation as a body. */
import { IntaglioError } from "@intaglio/contract";
import type { ByteRange } from "@intaglio/contract";
import type { Storage } from "unstorage";
import { toBytes } from "./bytes.ts";
import { onStorage } from "./errors.ts";
import { chunkOf } from "./layout.ts";
import type { Manifest } from "./layout.ts";

/**
 * The bytes of a range, or of all; only the chunks that hold them are read, one ahead of the reader. A body ends with
 * `STORAGE_FAILED` when a chunk is gone or has another length: it is never a mix of two generations.
 */
export async function* readChunks(
  storage: Storage,
  key: string,
  manifest: Manifest,
  range?: ByteRange,
): AsyncGenerator<Uint8Array, void, void> {
  const { size, chunkBytes } = manifest;
  const start = Math.min(range?.start ?? 0, size);
  const end = Math.min((range?.end ?? size - 1) + 1, size);
  if (start >= end) return;
  const last = Math.floor((end - 1) / chunkBytes);
  let index = Math.floor(start / chunkBytes);
  let ahead: Promise<Uint8Array> | undefined = readChunk(storage, key, manifest, index);
  while (ahead !== undefined) {
    const chunk: Uint8Array = await ahead;
    const offset = index * chunkBytes;
    index += 1;
    ahead = index <= last ? readChunk(storage, key, manifest, index) : undefined;
    ahead?.catch(() => undefined); // it is awaited in the next turn, or nobody reads on
    yield chunk.subarray(Math.max(0, start - offset), Math.min(chunk.byteLength, end - offset));
  }
}

async function readChunk(storage: Storage, key: string, manifest: Manifest, index: number): Promise<Uint8Array> {
  const { generation, size, chunkBytes } = manifest;
  const value: unknown = await onStorage(() => storage.getItemRaw<unknown>(chunkOf(key, generation, index)));
  if (value === null || value === undefined) {
    throw new IntaglioError(
      "STORAGE_FAILED",
      `chunk ${index} of ${key} is gone: the blob was removed while it was read, or the storage lost it`,
    );
  }
  const bytes = await toBytes(value);
  const expected = Math.min(chunkBytes, size - index * chunkBytes);
  if (bytes.byteLength !== expected) {
    throw new IntaglioError(
      "STORAGE_FAILED",
      `chunk ${index} of ${key} has ${bytes.byteLength} bytes, not ${expected}`,
    );
  }
  return bytes;
}
