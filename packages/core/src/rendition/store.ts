/** Renditions on the blob store, with the ledger that knows which exist and which were used last. */
import { IntaglioError, type BlobStore, type RenditionEntry, type RenditionLedger } from "@intaglio/contract";
import type { Logger, Rendition } from "../engine.ts";

/** Uses are noted in batches: one write for many reads. */
const touchEveryMs = 5_000;
/** Eviction goes on until this share of the limit is left, so that it need not run at every write. */
const keepShare = 0.9;

/** Kept renditions. A failed write or read never fails a request: the picture can be made again. */
export interface RenditionStore {
  read(key: string): Promise<Rendition | undefined>;
  /** Keeps it, unless the file is gone: then `FILE_NOT_FOUND`. */
  write(key: string, fileId: string, rendition: Rendition): Promise<void>;
  close(): Promise<void>;
}

/** What {@link createRenditionStore} needs. */
export interface RenditionStoreParts {
  readonly ledger: RenditionLedger;
  readonly blobs: BlobStore;
  readonly maxBytes: number;
  readonly clock: () => number;
  readonly log: Logger;
}

/** Opens the store. */
export function createRenditionStore({ ledger, blobs, maxBytes, clock, log }: RenditionStoreParts): RenditionStore {
  const used = new Set<string>();
  let evicting: Promise<void> | undefined;
  const flush = async (): Promise<void> => {
    const keys = [...used];
    used.clear();
    if (keys.length > 0) await ledger.touch(keys, clock());
  };
  const timer = setInterval(() => void flush().catch(warn("noting uses failed")), touchEveryMs).unref();

  function warn(what: string): (error: unknown) => void {
    return (error) => log.warn(what, { reason: String(error) });
  }

  async function evict(): Promise<void> {
    let total = await ledger.totalBytes();
    if (total <= maxBytes) return;
    await flush();
    while (total > maxBytes * keepShare) {
      const oldest = await ledger.leastRecent(100);
      if (oldest.length === 0) return;
      const going: RenditionEntry[] = [];
      for (const entry of oldest) {
        if (total <= maxBytes * keepShare) break;
        going.push(entry);
        total -= entry.bytes;
      }
      await remove(going.map((entry) => entry.key));
    }
  }

  async function remove(keys: readonly string[]): Promise<void> {
    await ledger.forget(keys); // first: a row without bytes would be read as a failure, bytes without a row are swept
    for (const key of keys) await blobs.remove(key);
  }

  return {
    async read(key) {
      const entry = await ledger.find(key);
      const bytes = entry && (await readWhole(blobs, entry));
      if (!entry || !bytes) return undefined;
      used.add(key);
      return { bytes, type: entry.type, width: entry.width, height: entry.height };
    },
    async write(key, fileId, { bytes, type, width, height }) {
      try {
        await blobs.put(key, once(bytes));
        const kept = await ledger.add({ key, fileId, bytes: bytes.byteLength, type, width, height }, clock());
        if (!kept) {
          await blobs.remove(key);
          throw new IntaglioError("FILE_NOT_FOUND", "the file went while its rendition was made");
        }
      } catch (error) {
        if (error instanceof IntaglioError && error.code === "FILE_NOT_FOUND") throw error;
        warn("keeping a rendition failed")(error);
        return;
      }
      evicting ??= evict().catch(warn("making room for renditions failed")).finally(() => (evicting = undefined));
    },
    async close() {
      clearInterval(timer);
      await evicting;
      await flush().catch(warn("noting uses failed"));
    },
  };
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The bytes, or undefined when the store lost them or they are not whole: then they are made again. */
async function readWhole(blobs: BlobStore, entry: RenditionEntry): Promise<Uint8Array | undefined> {
  const blob = await blobs.open(entry.key);
  if (!blob || blob.size !== entry.bytes) return undefined;
  const bytes = new Uint8Array(entry.bytes);
  let at = 0;
  for await (const chunk of blob.body) {
    if (at + chunk.byteLength > bytes.byteLength) return undefined;
    bytes.set(chunk, at);
    at += chunk.byteLength;
  }
  return at === bytes.byteLength ? bytes : undefined;
}
