/** Recipe: copies of files that were removed go from the backup stores. */
import { IntaglioError, toIntaglioError } from "@intaglio/contract";
import { leaseOf } from "./back-up.ts";
import type { Engine } from "./engine.ts";
import { bytesKey, recordKey } from "./library/backups/place.ts";
import { takeLease } from "./library/lease.ts";

const batch = 100;

/**
 * Drops what is due; gives how many copies went. What a store does not let go is tried again the next time. Throws when
 * the records cannot be reached, or `signal` fires.
 */
export async function dropBackups(engine: Engine, signal: AbortSignal): Promise<number> {
  let dropped = 0;
  for (const store of engine.backupStores.keys())
    for (let progress = true; progress;) {
      progress = false;
      const due = await engine.records.backups.due(store, engine.clock(), batch);
      for (const { fileId } of due) {
        signal.throwIfAborted();
        if (!(await drop(engine, fileId, store, signal))) continue;
        dropped += 1;
        progress = due.length === batch;
      }
    }
  return dropped;
}

/** The record first: without it a copy is none, should this process be killed in between. */
async function drop(engine: Engine, id: string, name: string, signal: AbortSignal): Promise<boolean> {
  const { records, log, backupStores } = engine;
  try {
    const lease = await takeLease(records.leases, leaseOf(id), { patienceMs: 0, signal });
    try {
      const store = backupStores.get(name);
      await store?.remove(recordKey(id));
      await store?.remove(bytesKey(id));
      await records.backups.forget(id, name);
      return true;
    } finally {
      await lease.release();
    }
  } catch (error) {
    signal.throwIfAborted();
    if (error instanceof IntaglioError && error.code === "DATABASE_FAILED") throw error;
    log.warn("a removed file's backup could not be dropped", { id, reason: toIntaglioError(error).message });
    return false;
  }
}
