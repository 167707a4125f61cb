/** Bytes whose hash is known: looked at, and copied from store to store. */
import type { BlobStore, Bytes, FileRecord } from "@intaglio/contract";
import { watch } from "./intake/pass.ts";

/** What bytes have to be. */
export type Known = Pick<FileRecord, "bytes" | "sha256">;

/** What became of a look. */
export type Found = "good" | "missing" | "damaged";

/** A blob, by the store that it is on. */
export interface Place {
  readonly store: BlobStore;
  readonly key: string;
}

/** Reads a blob to its end. Throws what the store throws when it breaks off. */
export async function lookAt({ store, key }: Place, known: Known, signal: AbortSignal): Promise<Found> {
  const blob = await store.open(key);
  if (!blob) return "missing";
  if (blob.size !== known.bytes) return "damaged";
  const watched = watch(blob.body, Infinity);
  for await (const _ of watched.body) signal.throwIfAborted();
  return watched.seen().sha256 === known.sha256 ? "good" : "damaged";
}

/**
 * Copies a blob if it is what it has to be: what is at the other place is replaced by good bytes or not at all. Throws
 * what the stores throw.
 */
export async function copyKnown(from: Place, to: Place, known: Known, signal: AbortSignal): Promise<Found> {
  const blob = await from.store.open(from.key);
  if (!blob) return "missing";
  if (blob.size !== known.bytes) return "damaged";
  const verdict = { isDamaged: false };
  const { disposable = false } = blob;
  try {
    await to.store.put(to.key, checked(blob.body, known, verdict), { signal, disposable });
    return "good";
  } catch (error) {
    if (verdict.isDamaged) return "damaged";
    throw error;
  }
}

/** The same bytes; it throws at their end, before they are kept, when they are others than was said. */
async function* checked(body: Bytes, known: Known, verdict: { isDamaged: boolean }): AsyncGenerator<Uint8Array> {
  const watched = watch(body, Infinity);
  yield* watched.body;
  const { bytes, sha256 } = watched.seen();
  verdict.isDamaged = bytes !== known.bytes || sha256 !== known.sha256;
  if (verdict.isDamaged) throw new Error("these are other bytes than were said");
}
