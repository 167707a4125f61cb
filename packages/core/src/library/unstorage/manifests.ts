/** The items that say which blobs are there. */
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import type { Storage } from "unstorage";
import { onStorage } from "./errors.ts";
import { manifestOf, readManifest } from "./layout.ts";
import type { Manifest } from "./layout.ts";

/** How often a half-written manifest is looked at again: its writer may be at it. */
const looks = 6;
/** How often a manifest is written again, when another process wrote into it at the same time. */
const writes = 3;

/** Reads, writes and removes manifests. */
export class Manifests {
  readonly #storage: Storage;
  readonly #turns = new Map<string, Promise<unknown>>();

  constructor(storage: Storage) {
    this.#storage = storage;
  }

  /** A blob's manifest. One that stays half written is none: its put was never acknowledged. */
  async find(key: string): Promise<Manifest | undefined> {
    for (let look = 1; look <= looks; look += 1) {
      const found = readManifest(await onStorage<unknown>(() => this.#storage.getItem(manifestOf(key))));
      if (found !== "torn") return found;
      await sleep(look * 5);
    }
    return undefined;
  }

  /** Makes a generation the blob. Throws `STORAGE_FAILED` when the storage does not keep it. */
  async publish(key: string, manifest: Manifest): Promise<void> {
    await this.#inTurn(key, async () => {
      const before = await this.find(key);
      for (let write = 1; write <= writes; write += 1) {
        await onStorage(() => this.#storage.setItem(manifestOf(key), { ...manifest }));
        // Read-only drivers drop writes silently. Any other generation than before will do: another put may have come after this one.
        const after = await this.find(key);
        if (after !== undefined && after.generation !== before?.generation) return;
        await sleep(Math.random() * 20);
      }
      throw new IntaglioError("STORAGE_FAILED", `the storage did not keep ${key}; is it read-only?`);
    });
  }

  /** Makes the blob invisible, and gives what it was. Throws `STORAGE_FAILED` when the storage does not drop it. */
  async remove(key: string): Promise<Manifest | undefined> {
    return this.#inTurn(key, async () => {
      const manifest = await this.find(key);
      await onStorage(() => this.#storage.removeItem(manifestOf(key)));
      // Some drivers drop removals silently: read-only ones, and unstorage's `fs` when it may not unlink.
      if (manifest !== undefined && (await this.find(key))?.generation === manifest.generation) {
        throw new IntaglioError("STORAGE_FAILED", `the storage did not remove ${key}; is it read-only?`);
      }
      return manifest;
    });
  }

  /** Two writers of one item in one process would tear it apart, where the driver does not write in one step. */
  async #inTurn<T>(key: string, work: () => Promise<T>): Promise<T> {
    const before = this.#turns.get(key) ?? Promise.resolve();
    const turn = before.then(work, work);
    this.#turns.set(key, turn);
    try {
      return await turn;
    } finally {
      if (this.#turns.get(key) === turn) this.#turns.delete(key);
    }
  }
}
