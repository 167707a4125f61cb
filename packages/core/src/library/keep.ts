/** From a stream to a stored file, in two steps: bytes first, invisible; then the record that makes them visible. */
import type { BlobStore, Bytes, FileDraft, FileFacts, FileRecord, PutOptions, RecordStore } from "@intaglio/contract";
import { originalKey } from "./keys.ts";

/** Where files are kept. */
export interface Shelf {
  readonly records: Pick<RecordStore, "reserve" | "complete" | "discard">;
  readonly blobs: Pick<BlobStore, "put" | "remove">;
}

/** Notes the file and keeps its bytes. Still invisible; a crash from here on leaves what the sweep removes. When it throws, nothing is left. */
export async function spool(shelf: Shelf, draft: FileDraft, body: Bytes, options: PutOptions = {}): Promise<void> {
  await shelf.records.reserve(draft);
  try {
    await shelf.blobs.put(originalKey(draft.id), body, options);
  } catch (error) {
    await shelf.records.discard(draft.id);
    throw error;
  }
}

/** Makes a spooled file visible. */
export async function complete(shelf: Shelf, id: string, facts: FileFacts): Promise<FileRecord> {
  return shelf.records.complete(id, facts);
}

/** Takes a spooled file away again. Bytes first: a row without bytes is found by the sweep, bytes without a row are not. */
export async function abandon(shelf: Shelf, id: string): Promise<void> {
  await shelf.blobs.remove(originalKey(id));
  await shelf.records.discard(id);
}
