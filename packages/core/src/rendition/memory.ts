/** Small renditions in memory, within a limit of bytes; the least recently used go first. */
import type { Rendition } from "../engine.ts";

/** What is not kept in memory: one large picture would push out many small ones. */
const maxEntryBytes = 512 * 1024;

/** A cache by key. */
export interface MemoryCache {
  get(key: string): Rendition | undefined;
  set(key: string, rendition: Rendition): void;
  delete(key: string): void;
  deleteWhere(prefix: string): void;
}

/** An empty cache of at most `maxBytes`. */
export function createMemoryCache(maxBytes: number): MemoryCache {
  const entries = new Map<string, Rendition>(); // a Map keeps the order of insertion: the first is the oldest
  let total = 0;
  const drop = (key: string): void => {
    total -= entries.get(key)?.bytes.byteLength ?? 0;
    entries.delete(key);
  };
  return {
    get(key) {
      const found = entries.get(key);
      if (found) {
        entries.delete(key);
        entries.set(key, found);
      }
      return found;
    },
    set(key, rendition) {
      drop(key);
      const size = rendition.bytes.byteLength;
      if (size > Math.min(maxEntryBytes, maxBytes)) return;
      entries.set(key, rendition);
      total += size;
      for (const oldest of entries.keys()) {
        if (total <= maxBytes) break;
        drop(oldest);
      }
    },
    delete: drop,
    deleteWhere(prefix) {
      for (const key of [...entries.keys()]) if (key.startsWith(prefix)) drop(key);
    },
  };
}
