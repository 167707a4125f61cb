/** Blobs on any unstorage driver: in numbered chunks, so that they stream and have ranges. */
import { IntaglioError } from "@intaglio/contract";
import type { BlobStat, BlobStore, ByteRange, Bytes, OpenBlob, PutOptions } from "@intaglio/contract";
import { createStorage } from "unstorage";
import type { Driver, Storage } from "unstorage";
import { chunksOf } from "./chunks.ts";
import { checkKey, checkPrefix } from "./keys.ts";
import { onStorage } from "./unstorage/errors.ts";
import { baseOf, chunkCount, chunkOf, keyOfManifest, newGeneration } from "./unstorage/layout.ts";
import { Manifests } from "./unstorage/manifests.ts";
import { readChunks } from "./unstorage/read.ts";
import { sweepGenerations } from "./unstorage/sweep.ts";
import { writeChunks } from "./unstorage/write.ts";

/** How {@link unstorageBlobs} is set up: with a driver, or with a storage that has one. */
export type UnstorageBlobsOptions = {
  /** Bytes a chunk; each put holds two in memory, or five with the fs driver. Blobs keep the size they were put with. Default: 1 MiB. */
  readonly chunkBytes?: number;
} & (
  | {
      /** The driver. `close()` disposes of it, which for unstorage's memory driver also empties it. */ readonly driver: Driver;
    }
  | { /** A storage; it is left open by `close()`. */ readonly storage: Storage }
);

const defaultChunkBytes = 1 << 20;

/** Drivers of unstorage that are done with a value's memory once they have written it. Others may keep it, as `memory` does. */
const forgetful = new Set(["fs", "fs-lite"]);

/**
 * A blob store on an unstorage driver that reads what it has written. Each put writes a new generation of chunks and
 * then one manifest, which alone makes it visible. A replaced generation stays until {@link BlobStore.sweep} finds the
 * manifest that replaced it to be old enough: so readers of the old blob end well. A removed blob's chunks go at once;
 * its readers fail. How durable a write is, is up to the driver: unstorage's `fs` does not sync.
 */
export function unstorageBlobs(options: UnstorageBlobsOptions): BlobStore {
  const { chunkBytes = defaultChunkBytes } = options;
  if (!Number.isSafeInteger(chunkBytes) || chunkBytes < 1) {
    throw new IntaglioError("OPTIONS_INVALID", `chunkBytes is ${String(chunkBytes)}, not a whole number above 0`);
  }
  if ("storage" in options) return new UnstorageBlobs(options.storage, chunkBytes, false, async () => undefined);
  const storage = createStorage({ driver: options.driver });
  return new UnstorageBlobs(storage, chunkBytes, forgetful.has(options.driver.name ?? ""), () => storage.dispose());
}

class UnstorageBlobs implements BlobStore {
  readonly #storage: Storage;
  readonly #manifests: Manifests;
  readonly #chunkBytes: number;
  readonly #reuses: boolean;
  readonly #dispose: () => Promise<void>;

  constructor(storage: Storage, chunkBytes: number, reuses: boolean, dispose: () => Promise<void>) {
    this.#storage = storage;
    this.#manifests = new Manifests(storage);
    this.#chunkBytes = chunkBytes;
    this.#reuses = reuses;
    this.#dispose = dispose;
  }

  async put(key: string, body: Bytes, options: PutOptions = {}): Promise<number> {
    checkKey(key);
    const { signal, disposable = false } = options;
    signal?.throwIfAborted();
    const generation = newGeneration(Date.now());
    const target = {
      storage: this.#storage,
      key,
      generation,
      chunkBytes: this.#chunkBytes,
      reuses: this.#reuses,
      disposable,
    };
    const written = { bytes: 0, names: new Set<string>() };
    try {
      await writeChunks(target, chunksOf(body, signal), written);
      signal?.throwIfAborted();
      await this.#manifests.publish(key, {
        generation,
        size: written.bytes,
        chunkBytes: this.#chunkBytes,
        modifiedAt: Date.now(),
      });
      return written.bytes;
    } catch (error) {
      await this.#undo(key, generation, written.names).catch(() => undefined); // sweep() removes the rest later
      throw error;
    }
  }

  async open(key: string, range?: ByteRange): Promise<OpenBlob | undefined> {
    checkKey(key);
    const manifest = await this.#manifests.find(key);
    const body = manifest && readChunks(this.#storage, key, manifest, range);
    return manifest && body && { size: manifest.size, body, disposable: this.#reuses };
  }

  async stat(key: string): Promise<BlobStat | undefined> {
    checkKey(key);
    const manifest = await this.#manifests.find(key);
    return manifest && { key, size: manifest.size, modifiedAt: manifest.modifiedAt };
  }

  async remove(key: string): Promise<void> {
    checkKey(key);
    const manifest = await this.#manifests.remove(key);
    if (manifest === undefined) return;
    const chunks = Array.from({ length: chunkCount(manifest) }, (_, index) => chunkOf(key, manifest.generation, index));
    await this.#removeItems(chunks);
  }

  async *list(prefix: string): AsyncGenerator<BlobStat, void, void> {
    checkPrefix(prefix);
    for (const name of await onStorage(() => this.#storage.getKeys(baseOf(prefix)))) {
      const key = keyOfManifest(name);
      if (key === undefined || !key.startsWith(prefix)) continue;
      const stat = await this.stat(key);
      if (stat !== undefined) yield stat;
    }
  }

  /** Also removes what replaced blobs left: see {@link unstorageBlobs}. Use ages of minutes: a put tells once a minute that it is alive. */
  async sweep(ageMs: number): Promise<number> {
    return onStorage(() => sweepGenerations(this.#storage, (key) => this.#manifests.find(key), Date.now() - ageMs));
  }

  async close(): Promise<void> {
    await onStorage(this.#dispose);
  }

  /** Not when the manifest names them after all: the storage may have kept it and then failed to say so. */
  async #undo(key: string, generation: string, names: Iterable<string>): Promise<void> {
    if ((await this.#manifests.find(key))?.generation !== generation) await this.#removeItems(names);
  }

  async #removeItems(names: Iterable<string>): Promise<void> {
    for (const name of names) await onStorage(() => this.#storage.removeItem(name));
  }
}
