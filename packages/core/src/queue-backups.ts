/** Recipe: backups are left for later, and done then. */
import { toIntaglioError, type EventName, type FileRecord, type JobHandlers } from "@intaglio/contract";
import { backUp } from "./back-up.ts";
import { backUpAll, setupOf } from "./back-up-all.ts";
import { backupOf, projectsWithBackups } from "./backup-of.ts";
import type { Engine } from "./engine.ts";
import { readRun } from "./library/backups/run-note.ts";

const fileJob = "backup";
const allJob = "backup.all";
/** How long a walk that ended well is good for, milliseconds. */
const freshMs = 86_400_000;
/** Milliseconds until a store that failed is tried again: twice as long each time, up to an hour. */
const firstPauseMs = 10_000;
const longestPauseMs = 3_600_000;
/** The database may be away for long. */
const attempts = 100;

/**
 * Adds a job for a file that came, changed or was buried, where its project has backups; durable when it resolves. Never
 * rejects: the fact stands, a failure is logged, and the next walk finds the file. Copies of what is removed for good
 * are found by their ledger.
 */
export async function queueBackup(engine: Engine, event: EventName, file: FileRecord): Promise<void> {
  if (engine.backupStores.size === 0 || file.storedAt === null || file.origin !== null) return;
  if (event === "file.removed" && file.removedAt === null) return;
  try {
    if ((await backupOf(engine, file.project)) === false) return;
    await engine.jobs.add(fileJob, { id: file.id }, { key: file.id, attempts });
  } catch (error) {
    engine.log.error("a backup was not begun", { event, file: file.id, reason: toIntaglioError(error).message });
  }
}

/** Adds a walk over all files. `isDue`: unless one has ended well within a day. One waits at a time. */
export async function queueAll({ jobs }: Pick<Engine, "jobs">, isDue: boolean): Promise<void> {
  await jobs.add(allJob, { isDue, tries: 0 }, { key: isDue ? "due" : "now", attempts });
}

/** Does the jobs. A store that fails is tried by one walk after another, not by each file's job. */
export function backupHandlers(engine: Engine): JobHandlers {
  const walkLater = async (tries: number): Promise<void> => {
    const pause = Math.min(firstPauseMs * 2 ** tries, longestPauseMs);
    const payload = { isDue: false, tries: tries + 1 };
    await engine.jobs.add(allJob, payload, { key: "later", notBefore: engine.clock() + pause, attempts });
  };
  return {
    async [fileJob]({ payload, signal }) {
      const state = await backUp(engine, String((payload as { id?: unknown }).id), signal);
      if (state === "store-failed") await walkLater(0);
    },
    async [allJob]({ payload, signal }) {
      const { isDue, tries } = payload as { readonly isDue: boolean; readonly tries: number };
      if ((await projectsWithBackups(engine)).length === 0 || (isDue && (await isFresh(engine)))) return;
      const isWell = await backUpAll(engine, signal).then(
        ({ passing }) => passing === 0,
        (thrown: unknown) => {
          const error = toIntaglioError(thrown);
          if (signal.aborted || error.code !== "STORAGE_FAILED") throw thrown;
          engine.log.warn("the backup goes on later", { reason: error.message });
          return false;
        },
      );
      if (!isWell) await walkLater(tries);
    },
  };
}

async function isFresh(engine: Engine): Promise<boolean> {
  const last = await readRun(engine.records.documents);
  if (!last || last.endedAt === null || last.passing > 0) return false;
  return engine.clock() - last.endedAt < freshMs && last.setup === (await setupOf(engine));
}
