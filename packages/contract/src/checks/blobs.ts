/** What the checks of blob stores share. */
import assert from "node:assert/strict";
import type { BlobStore, ByteRange, OpenBlob } from "../blob-store.ts";

/** A check's name, and what it does with an empty store. */
export type BlobTable = Readonly<Record<string, (store: BlobStore) => Promise<void>>>;

const megabyte = 1 << 20;
/** More than one chunk of any store, and no multiple of one. */
export const someBytes = 2 * megabyte + 12_345;

/** Opens what must be there. */
export async function opened(store: BlobStore, key: string, range?: ByteRange): Promise<OpenBlob> {
  const blob = await store.open(key, range);
  assert.ok(blob, `${key} is not there`);
  return blob;
}

/** All keys under a prefix, sorted. */
export async function keysOf(store: BlobStore, prefix: string): Promise<string[]> {
  const keys: string[] = [];
  for await (const { key } of store.list(prefix)) keys.push(key);
  return keys.toSorted();
}

/** Passes when no call can see the blob. */
export async function absent(store: BlobStore, key: string): Promise<void> {
  assert.equal(await store.open(key), undefined);
  assert.equal(await store.stat(key), undefined);
  assert.deepEqual(await keysOf(store, key), []);
}
