/** The jobs that run in this process: to tell them to stop, and to wait for them. */
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";

/** Runs under way, by the id that the queue's rows have. */
export class RunningJobs {
  readonly #runs = new Map<string, { readonly stop: AbortController; readonly ended: PromiseWithResolvers<void> }>();
  #isStopping = false;

  /** Does `work` as the run of `id`. Its signal fires at {@link stop} and {@link lose}. */
  async run<T>(id: string, work: (signal: AbortSignal) => Promise<T>): Promise<T> {
    const stop = new AbortController();
    const ended = Promise.withResolvers<void>();
    if (this.#isStopping) stop.abort(stopping());
    const run = { stop, ended };
    this.#runs.set(id, run);
    try {
      return await work(stop.signal);
    } finally {
      if (this.#runs.get(id) === run) this.#runs.delete(id); // what was lost may have been begun anew
      ended.resolve();
    }
  }

  ids(): string[] {
    return [...this.#runs.keys()];
  }

  /** Fires the signal of a run whose lease went to another process. */
  lose(id: string): void {
    this.#runs.get(id)?.stop.abort(new IntaglioError("STOPPING", `job ${id} was lost to another process`));
  }

  /** Fires all signals, also of runs to come, and waits until all have ended, but at most `graceMs`. */
  async stop(graceMs: number): Promise<void> {
    this.#isStopping = true;
    for (const { stop } of this.#runs.values()) stop.abort(stopping());
    const over = new AbortController();
    await Promise.race([this.ended(), sleep(graceMs, undefined, { signal: over.signal }).catch(() => undefined)]);
    over.abort();
  }

  /** Resolves when nothing runs. */
  async ended(): Promise<void> {
    while (this.#runs.size > 0) await Promise.all([...this.#runs.values()].map(({ ended }) => ended.promise));
  }

  /** Counts what still runs as ended. */
  abandon(): void {
    for (const { ended } of this.#runs.values()) ended.resolve();
    this.#runs.clear();
  }
}

function stopping(): IntaglioError {
  return new IntaglioError("STOPPING", "the process stops");
}
