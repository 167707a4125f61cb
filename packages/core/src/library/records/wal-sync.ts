/** Makes SQLite's commits durable without stopping the event loop. */
import { open, type FileHandle } from "node:fs/promises";
import { dirname } from "node:path";
import { syncFolder } from "../disk/folders.ts";

/**
 * Syncs a database's write-ahead log. SQLite's own `synchronous = full` does the same after every commit, but in this
 * thread; and renditions' entries, which may be lost in a power cut, need none.
 */
export class WalSync {
  readonly #path: string;
  #file: Promise<FileHandle> | undefined;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(path: string) {
    this.#path = `${path}-wal`;
  }

  /** All that was committed before the call is durable when it resolves. Calls that come together share one sync. */
  sync(): Promise<void> {
    this.#next ??= this.#current
      .catch(() => undefined) // its callers have heard of it
      .then(() => {
        this.#current = this.#next ?? this.#current;
        this.#next = undefined;
        return this.#sync();
      });
    return this.#next;
  }

  async close(): Promise<void> {
    await (await this.#file)?.close();
  }

  async #sync(): Promise<void> {
    this.#file ??= this.#open();
    await (await this.#file).datasync();
  }

  async #open(): Promise<FileHandle> {
    try {
      const file = await open(this.#path, "r+"); // stays the same file as long as one connection is open
      await syncFolder(dirname(this.#path));
      return file;
    } catch (error) {
      this.#file = undefined;
      throw error;
    }
  }
}
