/** Renditions on the blob store, with the ledger that knows which exist and which were used last. */
import {
  IntaglioError,
  type BlobStore,
  type OpenBlob,
  type RenditionEntry,
  type RenditionLedger,
} from "@intaglio/contract";
import type { Logger, Rendition } from "../engine.ts";
import { inBatches, type Batches } from "./batches.ts";
import { evict } from "./evict.ts";

/** New renditions are noted in batches, too: nobody waits for it. Milliseconds. */
const gatherMs = 25;
/** Uses are noted in batches: one write for many reads. */
const touchEveryMs = 5_000;

/** What {@link RenditionStore} works on. */
export interface RenditionStoreParts {
  readonly ledger: RenditionLedger;
  readonly blobs: BlobStore;
  readonly maxBytes: number;
  readonly clock: () => number;
  readonly log: Logger;
}

/** Kept renditions. A failed write or read never fails a request: the picture can be made again. */
export class RenditionStore {
  readonly #parts: RenditionStoreParts;
  readonly #used = new Set<string>();
  /** Tells of each entry whether its file still is there. */
  readonly #noteNew: Batches<RenditionEntry, boolean>;
  readonly #timer: NodeJS.Timeout;
  #evicting: Promise<void> | undefined;

  constructor(parts: RenditionStoreParts) {
    this.#parts = parts;
    this.#noteNew = inBatches(gatherMs, async (entries) => {
      const added = await parts.ledger.add(entries, parts.clock());
      return entries.map(({ key }) => added.has(key));
    });
    this.#timer = setInterval(() => void this.#noteUses(), touchEveryMs).unref();
  }

  /** The kept rendition; undefined when there is none, or the store lost it: then it is made again. */
  async read(key: string): Promise<Rendition | undefined> {
    try {
      const { ledger, blobs } = this.#parts;
      const entry = await ledger.find(key);
      const bytes = entry && (await readWhole(blobs, entry));
      if (!entry || !bytes) return undefined;
      this.#used.add(key);
      return { bytes, type: entry.type, width: entry.width, height: entry.height };
    } catch (error) {
      this.#warn("reading a rendition failed", error);
      return undefined;
    }
  }

  /** Whether the ledger knows it. Throws `DATABASE_FAILED`. */
  async has(key: string): Promise<boolean> {
    return (await this.#parts.ledger.find(key)) !== undefined;
  }

  /** The kept rendition's bytes, unread. */
  async open(key: string): Promise<OpenBlob | undefined> {
    try {
      const { ledger, blobs } = this.#parts;
      const entry = await ledger.find(key);
      const blob = entry && (await (blobs.pathOf ? atPath(blobs, entry) : blobs.open(key)));
      if (!entry || blob?.size !== entry.bytes) return undefined;
      this.#used.add(key);
      return blob;
    } catch (error) {
      this.#warn("opening a rendition failed", error);
      return undefined;
    }
  }

  /** Keeps it, unless the file is gone: then `FILE_NOT_FOUND`. */
  async write(key: string, fileId: string, { bytes, type, width, height }: Rendition): Promise<void> {
    const { blobs } = this.#parts;
    try {
      await blobs.put(key, once(bytes));
      if (!(await this.#noteNew.add({ key, fileId, bytes: bytes.byteLength, type, width, height }))) {
        await blobs.remove(key);
        throw new IntaglioError("FILE_NOT_FOUND", "the file went while its rendition was made");
      }
    } catch (error) {
      if (error instanceof IntaglioError && error.code === "FILE_NOT_FOUND") throw error;
      this.#warn("keeping a rendition failed", error);
      return;
    }
    this.#evicting ??= this.#evict().finally(() => (this.#evicting = undefined));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#noteNew.flush();
    await this.#evicting;
    await this.#noteUses();
  }

  async #evict(): Promise<void> {
    const { ledger, blobs, maxBytes } = this.#parts;
    try {
      await this.#noteUses();
      await evict(ledger, blobs, maxBytes);
    } catch (error) {
      this.#warn("making room for renditions failed", error);
    }
  }

  async #noteUses(): Promise<void> {
    const keys = [...this.#used];
    this.#used.clear();
    try {
      if (keys.length > 0) await this.#parts.ledger.touch(keys, this.#parts.clock());
    } catch (error) {
      this.#warn("noting uses of renditions failed", error);
    }
  }

  #warn(what: string, error: unknown): void {
    this.#parts.log.warn(what, { reason: String(error) });
  }
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}

/** The bytes, or undefined when they are not whole. */
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

/** For who reads the file where it lies: nothing is opened meanwhile. */
async function atPath(blobs: BlobStore, { key, bytes }: RenditionEntry): Promise<OpenBlob | undefined> {
  const path = await blobs.pathOf?.(key);
  return path === undefined ? undefined : { size: bytes, path, body: readLater(blobs, key) };
}

async function* readLater(blobs: BlobStore, key: string): AsyncGenerator<Uint8Array, void, void> {
  const blob = await blobs.open(key);
  if (!blob) throw new IntaglioError("STORAGE_FAILED", "a rendition went before it was read");
  yield* blob.body;
}
