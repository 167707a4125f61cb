/** Backups as the programmatic interface shows them. */
import { IntaglioError, isFileId, type BackupEntry } from "@intaglio/contract";
import { backUpAll } from "../back-up-all.ts";
import { projectsWithBackups } from "../backup-of.ts";
import type { Engine } from "../engine.ts";
import { readRun, type BackupRun } from "../library/backups/run-note.ts";
import { restoreBackups, type RestoreOptions, type RestoreReport } from "../restore-backups.ts";
import { verifyBackups, type BackupReport } from "../verify-backups.ts";
import type { Activity } from "./activity.ts";

/** Failing copies that are named. */
const named = 100;

/** One store's copies, by their number. */
export interface BackupStoreStatus {
  /** Its name among `storages`, or `backup` for that of the option itself. */
  readonly store: string;
  /** False for one that no option brings any more: its copies can neither be read nor dropped. */
  readonly isThere: boolean;
  /** Stored files of the projects that are backed up there. */
  readonly files: number;
  /** Whole copies; also of files that were removed and can be restored. */
  readonly copied: number;
  /** Copies that could not be made or renewed, or that were found to be bad. */
  readonly failing: number;
  /** Copies that are to go, since their files did. */
  readonly leaving: number;
}

/** How backups stand. */
export interface BackupStatus {
  readonly stores: readonly BackupStoreStatus[];
  /** The first 100 of those that fail. */
  readonly failing: readonly BackupEntry[];
  /** The last walk over all files, or the one under way; null before the first. */
  readonly run: BackupRun | null;
}

/** Copies of all stored files on another store. Files are copied by themselves; these are for whoever looks after them. */
export interface Backups {
  status(): Promise<BackupStatus>;
  /**
   * Walks over all stored files and copies what has no good copy, from where the last walk was broken off; waits while
   * another process walks. Throws `OPTIONS_INVALID` where no project has backups, `STORAGE_FAILED` when the store fails.
   */
  run(): Promise<BackupRun>;
  /** Reads every original and every copy, and names what is wrong. What copies lack, the next `run` makes anew. */
  verify(): Promise<BackupReport>;
  /**
   * Puts back originals that are missing or damaged, and records that are missing, from copies with the right hash. What
   * is good is never written to. Throws `FILE_ID_INVALID`, or `OPTIONS_INVALID` where there is no store to restore from.
   */
  restore(options?: RestoreOptions): Promise<RestoreReport>;
}

/** The backups of an engine that may still be starting. */
export function createBackups(engine: () => Engine | Promise<Engine>, activity: Activity): Backups {
  return {
    status: async () => statusOf(await engine()),
    async run() {
      const running = await engine();
      if ((await projectsWithBackups(running)).length === 0)
        throw new IntaglioError("OPTIONS_INVALID", "no project has backups: set the option backup");
      return activity.run(async () => toRun(await backUpAll(running, activity.signal)));
    },
    async verify() {
      const running = await demandStore(engine);
      return activity.run(() => verifyBackups(running, activity.signal));
    },
    async restore(options = {}) {
      const running = await demandStore(engine);
      const { file } = options;
      if (file !== undefined && !isFileId(file))
        throw new IntaglioError("FILE_ID_INVALID", `not a file's id: ${JSON.stringify(file).slice(0, 60)}`);
      return activity.run(() => restoreBackups(running, options, activity.signal));
    },
  };
}

async function demandStore(engine: () => Engine | Promise<Engine>): Promise<Engine> {
  const running = await engine();
  if (running.backupStores.size > 0) return running;
  throw new IntaglioError("OPTIONS_INVALID", "there is no store with backups: set the option backup");
}

async function statusOf(engine: Engine): Promise<BackupStatus> {
  const { records, backupStores } = engine;
  const files = new Map<string, number>();
  for (const { id, backup } of await projectsWithBackups(engine))
    if (backup !== false) files.set(backup, (files.get(backup) ?? 0) + (await records.counts(id)).stored);
  const counts = new Map((await records.backups.counts()).map((count) => [count.store, count]));
  const stores = [...new Set([...files.keys(), ...counts.keys()])].map((store) => {
    const { copied, failing, leaving } = counts.get(store) ?? { copied: 0, failing: 0, leaving: 0 };
    return { store, isThere: backupStores.has(store), files: files.get(store) ?? 0, copied, failing, leaving };
  });
  const run = await readRun(records.documents);
  return { stores, failing: await records.backups.failing(named), run: run ? toRun(run) : null };
}

function toRun({ startedAt, endedAt, checked, copied, failed, passing }: BackupRun): BackupRun {
  return { startedAt, endedAt, checked, copied, failed, passing };
}
