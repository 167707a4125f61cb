/** Recipe: what was lost comes back from the backup stores: bytes, records, or both. */
import { IntaglioError, toIntaglioError, type BlobStore, type FileRecord } from "@intaglio/contract";
import { eachAtOnce } from "./at-once.ts";
import { leaseOf } from "./back-up.ts";
import { projectsWithBackups } from "./backup-of.ts";
import type { Engine } from "./engine.ts";
import { checkChange } from "./guard/change.ts";
import { copyKnown, lookAt, type Found, type Place } from "./known-bytes.ts";
import { backupsPrefix, bytesKey, fileOfRecordKey } from "./library/backups/place.ts";
import { readSidecar } from "./library/backups/sidecar.ts";
import { originalKey } from "./library/keys.ts";
import { takeLease } from "./library/lease.ts";
import { removeRenditions } from "./library/remove-file.ts";

const atOnce = 4;

/** What is to be restored. */
export interface RestoreOptions {
  /** Only files of the project of this key. Default: of all. */
  readonly project?: string;
  /** Only this file. Default: all. */
  readonly file?: string;
  /** Only tells what would be done. Default: false. */
  readonly dryRun?: boolean;
}

/** What became of one file that was not as its copy says. */
export interface RestoredFile {
  readonly id: string;
  readonly name: string;
  /** What came back, or would. */
  readonly restored: readonly ("bytes" | "record")[];
  /** Its custom id is another file's now, so it came back without. */
  readonly lostCustomId?: string;
}

/** A copy that nothing came back from. */
export interface RestoreFailure {
  readonly id: string;
  readonly reason: string;
}

/** What was done. */
export interface RestoreReport {
  /** Copies that were looked at. */
  readonly checked: number;
  /** Files that were whole already. */
  readonly whole: number;
  /** Copies of files that were removed: they stay so. */
  readonly removed: number;
  readonly restored: readonly RestoredFile[];
  readonly failed: readonly RestoreFailure[];
}

type Outcome = "whole" | "removed" | "other-project" | RestoredFile;

/**
 * Puts back what is missing or damaged. A good original is never written to, a record that is there stays as it is, and
 * nothing is taken that its hash does not fit. May be broken off and called again. Throws when the records or a list of
 * copies cannot be read, or `signal` fires.
 */
export async function restoreBackups(
  engine: Engine,
  { project, file, dryRun = false }: RestoreOptions,
  signal: AbortSignal,
): Promise<RestoreReport> {
  const counts = { checked: 0, whole: 0, removed: 0 };
  const restored: RestoredFile[] = [];
  const failed = new Map<string, RestoreFailure>();
  const owner = project === undefined ? undefined : idOf(engine, project);
  for (const [name, store] of await inOrder(engine))
    await eachAtOnce(file === undefined ? idsOn(store) : [file], atOnce, async (id) => {
      signal.throwIfAborted();
      const outcome = await attempt(new Restore({ engine, store, name, owner, dryRun, signal }), id, signal);
      if (outcome === "missing" || outcome === "other-project") return;
      counts.checked += 1;
      if (typeof outcome === "string") counts[outcome] += 1;
      else if ("reason" in outcome) failed.set(id, outcome);
      else restored.push(outcome);
    });
  if (file !== undefined && counts.checked === 0) failed.set(file, { id: file, reason: "there is no copy of it" });
  for (const { id } of restored) failed.delete(id); // another store had a good copy
  return { ...counts, restored, failed: [...failed.values()] };
}

async function attempt(
  restore: Restore,
  id: string,
  signal: AbortSignal,
): Promise<Outcome | RestoreFailure | "missing"> {
  try {
    return await restore.run(id);
  } catch (thrown) {
    signal.throwIfAborted();
    const error = toIntaglioError(thrown);
    if (error.code === "DATABASE_FAILED") throw thrown;
    return { id, reason: error.message };
  }
}

/** Stores in use first: where a file has two copies, theirs is the newer. */
async function inOrder(engine: Engine): Promise<[string, BlobStore][]> {
  const used = new Set((await projectsWithBackups(engine)).map(({ backup }) => backup));
  return [...engine.backupStores].toSorted(([one], [other]) => Number(used.has(other)) - Number(used.has(one)));
}

/** A project that is gone with the database has its key for an id, as all but the server's own. */
function idOf({ dialects }: Engine, key: string): string {
  return dialects.some(({ ownProject }) => ownProject?.key === key) ? "" : key;
}

async function* idsOn(store: BlobStore): AsyncGenerator<string> {
  for await (const { key } of store.list(backupsPrefix)) {
    const id = fileOfRecordKey(key);
    if (id !== undefined) yield id;
  }
}

/** What a {@link Restore} works with. */
interface RestoreParts {
  readonly engine: Engine;
  readonly store: BlobStore;
  readonly name: string;
  readonly owner: string | undefined;
  readonly dryRun: boolean;
  readonly signal: AbortSignal;
}

/** Restoring from one store. */
class Restore {
  readonly #parts: RestoreParts;

  constructor(parts: RestoreParts) {
    this.#parts = parts;
  }

  async run(id: string): Promise<Outcome | "missing"> {
    const { engine, signal } = this.#parts;
    const lease = await takeLease(engine.records.leases, leaseOf(id), { signal });
    try {
      return await this.#restore(id);
    } finally {
      await lease.release();
    }
  }

  async #restore(id: string): Promise<Outcome | "missing"> {
    const { engine, store, name, owner, dryRun } = this.#parts;
    const { records } = engine;
    const sidecar = await readSidecar(store, id);
    if (sidecar === "missing") return "missing";
    if (sidecar === "damaged") throw new IntaglioError("INTERNAL", `the copy's record on ${name} is damaged`);
    const { record: kept, version } = sidecar;
    if (owner !== undefined && kept.project !== owner) return "other-project";
    const present = (await records.find(id)) ?? (await records.findBuried(id));
    if (!present && (await this.#isRemoved(kept))) return "removed";
    if (present && present.sha256 !== kept.sha256)
      throw new IntaglioError("INTERNAL", `the copy on ${name} is of other bytes than the record tells of`);
    const original = { store: engine.blobs, key: originalKey(id) };
    const isWhole = (await this.#look(original, kept)) === "good";
    if (isWhole && present) return "whole";
    const restored: RestoredFile["restored"] = [
      ...(isWhole ? [] : ["bytes" as const]),
      ...(present ? [] : ["record" as const]),
    ];
    const result = { id, name: kept.name, restored };
    if (dryRun) {
      if (!isWhole) this.#demand(await this.#look({ store, key: bytesKey(id) }, kept));
      return result;
    }
    if (present) {
      await this.#putBack(kept, original);
      return result;
    }
    const lostCustomId = await this.#bringBack(kept, isWhole ? undefined : original);
    await records.backups.note({ fileId: id, store: name, version, problem: null });
    return lostCustomId === undefined ? result : { ...result, lostCustomId };
  }

  /** As an upload comes in: invisible until all of it is there. */
  async #bringBack(kept: FileRecord, lost: Place | undefined): Promise<string | undefined> {
    await this.#reserve(kept);
    try {
      if (lost) await this.#putBack(kept, lost);
      return await this.#complete(kept);
    } catch (error) {
      await this.#parts.engine.records.discard(kept.id);
      throw error;
    }
  }

  /** Removed for good, or buried when the database was lost: then the copy goes at the time that its file would have gone. */
  async #isRemoved({ id, removedAt, expiresAt }: FileRecord): Promise<boolean> {
    const { engine, name, dryRun } = this.#parts;
    const { backups } = engine.records;
    if ((await backups.find([id])).some(({ dropAt }) => dropAt !== null)) return true;
    if (removedAt === null) return false;
    if (!dryRun) {
      await backups.note({ fileId: id, store: name, version: null, problem: null });
      await backups.dropFrom(id, expiresAt ?? removedAt);
    }
    return true;
  }

  /** A damaged original and one that cannot be read are the same: neither is good. */
  async #look(place: Place, kept: FileRecord): Promise<Found> {
    const { signal } = this.#parts;
    try {
      return await lookAt(place, kept, signal);
    } catch {
      signal.throwIfAborted();
      return "damaged";
    }
  }

  /** What an earlier restore may have left half done is taken over. */
  async #reserve({ id, name, statedType, metadata, tags, access, customId }: FileRecord): Promise<void> {
    const { records } = this.#parts.engine;
    checkChange({ name, metadata, tags, access, customId }); // a copy may have been tampered with
    await records.discard(id);
    await records.reserve({ id, name, statedType });
  }

  async #putBack(kept: FileRecord, original: Place): Promise<void> {
    const { engine, store, signal } = this.#parts;
    const { records, blobs, renditionBlobs, renditions } = engine;
    const { id } = kept;
    this.#demand(await copyKnown({ store, key: bytesKey(id) }, original, kept, signal));
    await removeRenditions({ records, blobs, renditions: renditionBlobs }, id); // some may show the damage
    renditions.drop(id);
  }

  /** Gives the custom id that it had to come back without, if there is one. */
  async #complete({ id, uploadedAt, ...kept }: FileRecord): Promise<string | undefined> {
    const { records } = this.#parts.engine;
    try {
      await records.complete(id, kept, uploadedAt);
      return undefined;
    } catch (error) {
      if (!(error instanceof IntaglioError) || error.code !== "FILE_EXISTS" || kept.customId === null) throw error;
      await records.complete(id, { ...kept, customId: null }, uploadedAt);
      return kept.customId;
    }
  }

  #demand(found: Found): void {
    if (found !== "good") throw new IntaglioError("INTERNAL", `the copy's bytes on ${this.#parts.name} are ${found}`);
  }
}
