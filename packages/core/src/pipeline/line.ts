/** The bounded line in front of the workers. */
import { IntaglioError } from "@intaglio/contract";

/** Runs jobs, a fixed number at a time, first come first served; short ones go before the others. */
export interface Line {
  /**
   * Runs the job when its turn comes. Throws `QUEUE_FULL` when too many wait, `STOPPING` after {@link close}, and the
   * signal's reason when it fires before the job has begun; a begun job is the job's own business.
   */
  enter<T>(job: () => Promise<T>, signal?: AbortSignal, isShort?: boolean): Promise<T>;
  /** True while a job runs or waits. */
  isBusy(): boolean;
  /** Refuses all who wait and all who come. */
  close(): void;
}

interface Waiting {
  begin(): void;
  refuse(error: unknown): void;
}

/** Starts a line for `workers` jobs at a time, with `queueLength` waiting. */
export function createLine(workers: number, queueLength: number): Line {
  const short = new Set<Waiting>();
  const long = new Set<Waiting>();
  let running = 0;
  let stopping = false;
  let usualMs = 500; // a moving average, for Retry-After

  async function run<T>(job: () => Promise<T>): Promise<T> {
    const start = performance.now();
    running += 1;
    try {
      return await job();
    } finally {
      running -= 1;
      usualMs += (performance.now() - start - usualMs) / 8;
      const [next] = short.size > 0 ? short : long;
      if (next) (short.size > 0 ? short : long).delete(next);
      next?.begin();
    }
  }

  function wait<T>(job: () => Promise<T>, signal: AbortSignal | undefined, waiting: Set<Waiting>): Promise<T> {
    const before = short.size + long.size;
    if (before >= queueLength) throw full(before, ((before + 1) * usualMs) / workers);
    return new Promise<T>((resolve, reject) => {
      const left = (): void => entry.refuse(signal?.reason);
      const entry: Waiting = {
        begin: () => {
          signal?.removeEventListener("abort", left);
          resolve(run(job));
        },
        refuse: (error) => {
          waiting.delete(entry);
          signal?.removeEventListener("abort", left);
          reject(error);
        },
      };
      waiting.add(entry);
      signal?.addEventListener("abort", left, { once: true });
    });
  }

  return {
    async enter(job, signal, isShort = false) {
      if (stopping) throw new IntaglioError("STOPPING");
      signal?.throwIfAborted();
      return running < workers ? run(job) : wait(job, signal, isShort ? short : long);
    },
    isBusy: () => running > 0 || short.size + long.size > 0,
    close() {
      stopping = true;
      for (const entry of [...short, ...long]) entry.refuse(new IntaglioError("STOPPING"));
    },
  };
}

function full(waiting: number, expectedMs: number): IntaglioError {
  const retryAfterSeconds = Math.min(60, Math.max(1, Math.ceil(expectedMs / 1000)));
  return new IntaglioError("QUEUE_FULL", `${waiting} renders are waiting`, { retryAfterSeconds });
}
