/** Recipe: one stored file is copied to the backup store of its project, with all that is known of it. */
import {
  toIntaglioError,
  type BackupEntry,
  type BackupProblem,
  type BlobStore,
  type FileRecord,
} from "@intaglio/contract";
import { backupOf } from "./backup-of.ts";
import type { Engine } from "./engine.ts";
import { copyKnown } from "./known-bytes.ts";
import { bytesKey } from "./library/backups/place.ts";
import { readSidecar, versionOf, writeSidecar } from "./library/backups/sidecar.ts";
import { originalKey } from "./library/keys.ts";
import { takeLease } from "./library/lease.ts";

/** What became of it. `skipped`: it is not one that is backed up. */
export type BackedUp = "copied" | "present" | "skipped" | BackupProblem;

/**
 * Brings a file's copy up to date, unless it is. One process at a time does so for a file; the others wait. Bytes are
 * hashed on their way, and only those that the record tells of are kept: a copy is replaced by a good one or not at all.
 * Problems are noted and given; it throws only when the records cannot be reached, or `signal` fires.
 */
export async function backUp(engine: Engine, id: string, signal: AbortSignal): Promise<BackedUp> {
  const lease = await takeLease(engine.records.leases, leaseOf(id), { signal });
  try {
    return await bringUpToDate(engine, id, AbortSignal.any([signal, lease.signal]));
  } finally {
    await lease.release();
  }
}

/** The lease under which a file's copies are changed. */
export function leaseOf(id: string): string {
  return `backup ${id}`;
}

/** Also looks again after it has written: what was changed or removed meanwhile is not to be missed. */
async function bringUpToDate(engine: Engine, id: string, signal: AbortSignal): Promise<BackedUp> {
  const ledger = engine.records.backups;
  let written: string | undefined;
  for (;;) {
    const record = await findKept(engine, id);
    const version = record && versionOf(record);
    if (version !== undefined && version === written) return "copied";
    const name = record && (await backupOf(engine, record.project));
    if (!record || !version || !name) return "skipped";
    const entry = (await ledger.find([id])).find(({ store }) => store === name);
    if (entry?.version === version && entry.problem === null) return "present";
    // A removed file's copy learns of that; none is made.
    if (record.removedAt === null ? (entry?.dropAt ?? null) !== null : !entry) return "skipped";
    const store = engine.backupStores.get(name);
    // Noted before anything is put: what has no entry would stay for ever.
    if (!entry) await ledger.note({ fileId: id, store: name, version: null, problem: null });
    const problem = store ? await put(engine, store, record, entry, signal) : "store-unknown";
    if (problem !== null && !(await findKept(engine, id))) return "skipped"; // it went meanwhile
    await ledger.note({ fileId: id, store: name, version: problem ? (entry?.version ?? null) : version, problem });
    if (problem) return problem;
    written = version;
  }
}

/** A stored file that is there, or that was removed and can still be restored. */
async function findKept({ records }: Engine, id: string): Promise<FileRecord | undefined> {
  const record = (await records.find(id)) ?? (await records.findBuried(id));
  return record?.origin === null && record.storedAt !== null ? record : undefined;
}

async function put(
  { blobs, log }: Engine,
  store: BlobStore,
  record: FileRecord,
  entry: BackupEntry | undefined,
  signal: AbortSignal,
): Promise<BackupProblem | null> {
  const { id } = record;
  try {
    if (!(await isThere(store, record, entry))) {
      const [from, to] = [
        { store: blobs, key: originalKey(id) },
        { store, key: bytesKey(id) },
      ];
      const found = await copyKnown(from, to, record, signal);
      if (found !== "good") log.error("an original is not what its record says", { id, found });
      if (found !== "good") return `original-${found}`;
    }
    await writeSidecar(store, record, signal);
    return null;
  } catch (error) {
    signal.throwIfAborted();
    log.warn("a file could not be backed up", { id, reason: toIntaglioError(error).message });
    return "store-failed";
  }
}

/** Whether whole bytes lie there. Without an entry that says so the copy's own record does: it is put after them. */
async function isThere(store: BlobStore, record: FileRecord, entry: BackupEntry | undefined): Promise<boolean> {
  if (entry?.problem === "backup-damaged" || entry?.problem === "backup-missing") return false;
  if (entry && entry.version !== null) return true;
  const sidecar = await readSidecar(store, record.id);
  if (typeof sidecar === "string" || sidecar.record.sha256 !== record.sha256) return false;
  return (await store.stat(bytesKey(record.id)))?.size === record.bytes;
}
