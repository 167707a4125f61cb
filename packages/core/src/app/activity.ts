/** Counts what is under way, so that closing can wait for it. */
import { IntaglioError } from "@intaglio/contract";

/** Work in progress. */
export interface Activity {
  /** Runs it, counted. */
  run<T>(work: () => Promise<T>): Promise<T>;
  /** True once {@link stop} was called. */
  isStopping(): boolean;
  /** Fires when {@link stop} is called. */
  readonly signal: AbortSignal;
  /** Throws `STOPPING` once {@link stop} was called. */
  check(): void;
  /** From now on {@link check} throws. Resolves when nothing is under way, or after `graceMs`. */
  stop(graceMs: number): Promise<void>;
}

/** Nothing under way yet. */
export function createActivity(): Activity {
  let count = 0;
  let stopping = false;
  const stopped = new AbortController();
  const idle = Promise.withResolvers<void>();
  return {
    async run(work) {
      count += 1;
      try {
        return await work();
      } finally {
        count -= 1;
        if (stopping && count === 0) idle.resolve();
      }
    },
    isStopping: () => stopping,
    signal: stopped.signal,
    check() {
      if (stopping) throw new IntaglioError("STOPPING");
    },
    async stop(graceMs) {
      stopping = true;
      stopped.abort(new IntaglioError("STOPPING"));
      if (count === 0) return;
      const late = setTimeout(idle.resolve, graceMs);
      await idle.promise;
      clearTimeout(late);
    },
  };
}
