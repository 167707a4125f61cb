/** Wires backups: they hear of what happens, and look now and then at what they may have missed. */
import { toIntaglioError } from "@intaglio/contract";
import { projectsWithBackups } from "../backup-of.ts";
import { dropBackups } from "../drop-backups.ts";
import type { Engine, Teller } from "../engine.ts";
import { queueAll, queueBackup } from "../queue-backups.ts";

/** How often it is looked whether a walk is due. */
const lookEveryMs = 3_600_000;

/** A teller that has files backed up as well, before others hear of them. */
export function tellBackups(others: Teller, engine: () => Engine): Teller {
  return {
    async tell(event, file, circumstances) {
      await queueBackup(engine(), event, file);
      await others.tell(event, file, circumstances);
    },
  };
}

/** Has a walk begun when one is due, now and then; gives the way to stop. Without a store there is nothing to do. */
export function startBackups(engine: Engine): () => Promise<void> {
  const { backupStores, log } = engine;
  if (backupStores.size === 0) return async () => {};
  let adding: Promise<void> = Promise.resolve();
  const look = (): void => {
    adding = queueAll(engine, true).catch((error: unknown) =>
      log.warn("the backup was not begun", { reason: toIntaglioError(error).message }),
    );
  };
  look();
  const timer = setInterval(look, lookEveryMs).unref();
  return async () => {
    clearInterval(timer);
    await adding;
  };
}

/** Drops what has to go, and what broken copies left that is older than `ageMs`. */
export async function tidyBackups(engine: Engine, ageMs: number, signal: AbortSignal): Promise<void> {
  await dropBackups(engine, signal);
  for (const name of new Set((await projectsWithBackups(engine)).map(({ backup }) => String(backup)))) {
    signal.throwIfAborted();
    await engine.backupStores
      .get(name)
      ?.sweep(ageMs)
      .catch((error: unknown) =>
        engine.log.warn("sweeping a backup store failed", { store: name, reason: toIntaglioError(error).message }),
      );
  }
}
