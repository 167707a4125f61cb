/** A file's end: invisible first, then its bytes, then its row. Each step may be repeated after a crash. */
import type { BlobStore, FileRecord, RecordStore } from "@intaglio/contract";
import { originalKey, renditionPrefix } from "./keys.ts";

/** Where files and their renditions are. */
export interface LibraryStores {
  readonly records: RecordStore;
  /** Originals. */
  readonly blobs: BlobStore;
  /** Renditions; may be the same store. */
  readonly renditions: BlobStore;
}

/**
 * Removes a ready file with all its renditions; gives it as it was, or undefined when there is none (or, with
 * `expiredBefore`, none that expires before that time). When it rejects, the file is invisible, and a sweep finishes.
 */
export async function removeFile(
  stores: LibraryStores,
  id: string,
  only?: { readonly expiredBefore: number },
): Promise<FileRecord | undefined> {
  const file = await stores.records.remove(id, only);
  if (file === undefined) return undefined;
  await removeBytes(stores, id);
  await stores.records.erase(id);
  return file;
}

/** Removes a file's original and renditions, and the renditions' ledger entries. The file must be invisible, or renditions may come back. */
export async function removeBytes(stores: LibraryStores, id: string): Promise<void> {
  await stores.blobs.remove(originalKey(id));
  await removeRenditions(stores, id);
}

/** Removes a file's renditions and their ledger entries. */
export async function removeRenditions({ records, renditions }: LibraryStores, id: string): Promise<void> {
  const entries = await records.renditions.ofFile(id);
  for (const { key } of entries) await renditions.remove(key);
  // Also what a process made but did not live to enter.
  for await (const { key } of renditions.list(renditionPrefix(id))) await renditions.remove(key);
  await records.renditions.forget(entries.map(({ key }) => key));
}
