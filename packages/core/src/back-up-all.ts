/** Recipe: all stored files are walked through, and those without a good copy are copied. */
import { IntaglioError, type BackupEntry, type FileRecord } from "@intaglio/contract";
import { eachAtOnce } from "./at-once.ts";
import { backUp } from "./back-up.ts";
import { backupsOf, projectsWithBackups } from "./backup-of.ts";
import { dropBackups } from "./drop-backups.ts";
import type { Engine } from "./engine.ts";
import { noteRun, readRun, type RunNote } from "./library/backups/run-note.ts";
import { versionOf } from "./library/backups/sidecar.ts";
import { takeLease, type Lease } from "./library/lease.ts";

/** Files of one page: after so many it is noted how far it is. */
const pageFiles = 200;
const copiesAtOnce = 8;
/** So many failures in a row are the store's, not the files'. */
const patience = 20;

/**
 * One walk, from where the last was broken off. Processes take turns. What has a copy already costs no look at the store.
 * Copies whose files were removed go. Throws `STORAGE_FAILED` when a store fails again and again, and where the records
 * cannot be reached or `signal` fires; the next walk then goes on from there.
 */
export async function backUpAll(engine: Engine, signal: AbortSignal): Promise<RunNote> {
  const { records } = engine;
  const lease = await takeLease(records.leases, "backup of all files", { signal });
  try {
    const setup = await setupOf(engine);
    const last = await readRun(records.documents);
    const begun = last?.endedAt === null && last.setup === setup ? last : newRun(engine, setup);
    const done = await new Walk(engine, lease, AbortSignal.any([signal, lease.signal])).run(begun);
    await dropBackups(engine, signal);
    return done;
  } finally {
    await lease.release();
  }
}

/** Which projects are copied where: when that changes, there is new work. */
export async function setupOf(engine: Engine): Promise<string> {
  return JSON.stringify((await projectsWithBackups(engine)).map(({ id, backup }) => [id, backup]));
}

function newRun({ clock }: Engine, setup: string): RunNote {
  const counts = { checked: 0, copied: 0, failed: 0, passing: 0 };
  return { startedAt: clock(), endedAt: null, ...counts, list: "present", cursor: null, setup };
}

class Walk {
  readonly #engine: Engine;
  readonly #lease: Lease;
  readonly #signal: AbortSignal;
  #inARow = 0;

  constructor(engine: Engine, lease: Lease, signal: AbortSignal) {
    this.#engine = engine;
    this.#lease = lease;
    this.#signal = signal;
  }

  async run(begun: RunNote): Promise<RunNote> {
    const { records, clock } = this.#engine;
    for (let run = begun; ;) {
      this.#signal.throwIfAborted();
      const { list, cursor } = run;
      const page = await records.list({
        stored: true,
        removed: list === "removed",
        limit: pageFiles,
        ...(cursor !== null && { after: cursor }),
      });
      const counted = await this.#turn(page.files, run);
      const next = page.next ?? null;
      if (next === null && list === "removed") run = { ...counted, endedAt: clock() };
      else run = { ...counted, list: next === null ? "removed" : list, cursor: next };
      await this.#lease.check();
      await noteRun(records.documents, run);
      if (run.endedAt !== null) return run;
    }
  }

  async #turn(files: readonly FileRecord[], run: RunNote): Promise<RunNote> {
    let { copied, failed, passing } = run;
    await eachAtOnce(await this.#wanting(files), copiesAtOnce, async ({ id }) => {
      const state = await backUp(this.#engine, id, this.#signal);
      if (state === "copied") copied += 1;
      this.#inARow = state === "store-failed" ? this.#inARow + 1 : 0;
      if (this.#inARow >= patience) throw new IntaglioError("STORAGE_FAILED", "a backup store fails again and again");
      if (state === "copied" || state === "present" || state === "skipped") return;
      failed += 1;
      if (state === "store-failed") passing += 1;
    });
    return { ...run, checked: run.checked + files.length, copied, failed, passing };
  }

  /** Those whose copy is not there or not up to date, by what the records say. */
  async #wanting(files: readonly FileRecord[]): Promise<FileRecord[]> {
    const backup = backupsOf(this.#engine);
    const entries = await this.#engine.records.backups.find(files.map(({ id }) => id));
    const known = new Map(entries.map((entry) => [keyOf(entry), entry]));
    const wanting: FileRecord[] = [];
    for (const file of files) {
      const store = await backup(file.project);
      const entry = store === false ? undefined : known.get(keyOf({ fileId: file.id, store }));
      if (file.removedAt !== null && !entry) continue; // its copy would learn of that; none is made
      if (store !== false && (entry?.version !== versionOf(file) || entry.problem !== null)) wanting.push(file);
    }
    return wanting;
  }
}

function keyOf({ fileId, store }: Pick<BackupEntry, "fileId" | "store">): string {
  return `${fileId} ${store}`;
}
