/** The worker processes: started when needed, kept while in use, ended when idle. */
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import { startChild, type Child } from "./child.ts";
import { writeFontConfig, type FontConfig } from "./font-config.ts";
import { familiesOf, type Font } from "./fonts.ts";
import type { WorkerSetup } from "./wire.ts";

/** A worker that had nothing to do for so long is ended. */
const idleMs = 30_000;
/** Crashes in a row before new workers are made to wait: a broken installation must not eat the machine. */
const patience = 3;

/** Workers to take and to bring back. How many there are is the caller's to bound. */
export interface Pool {
  /** An idle worker, or a new one. After crashes in a row a new one is made to wait, up to 5 seconds. */
  take(signal: AbortSignal): Promise<Child>;
  /** Brings a worker back; a dead one is forgotten. */
  rest(child: Child): void;
  /** Notes that a worker did its work. */
  worked(): void;
  /** Notes that a worker died of its work. */
  crashed(): void;
  /** The living workers' process ids. */
  pids(): number[];
  /** Ends all workers; what they were doing fails with `STOPPING`. */
  close(): Promise<void>;
}

/** Starts a pool without workers. */
export function createPool(limits: Omit<WorkerSetup, "fonts">, fonts: readonly Font[] = []): Pool {
  const setup: WorkerSetup = { ...limits, fonts: familiesOf(fonts).map((family) => ({ family })) };
  let fontConfig: FontConfig | undefined;
  const all = new Set<Child>();
  const idle: { child: Child; timer: NodeJS.Timeout }[] = [];
  let crashes = 0;

  async function start(signal: AbortSignal): Promise<Child> {
    if (crashes >= patience) await sleep(Math.min(5000, 100 * 2 ** (crashes - patience)), undefined, { signal });
    if (fonts.length > 0) fontConfig ??= writeFontConfig(fonts);
    const child = startChild(setup, fontConfig?.file);
    all.add(child);
    void child.ended.then(() => all.delete(child));
    return child;
  }

  return {
    async take(signal) {
      // The last one in is the first one out, so that workers too many grow old and end.
      for (let rested = idle.pop(); rested; rested = idle.pop()) {
        clearTimeout(rested.timer);
        if (rested.child.alive) return rested.child;
      }
      return start(signal);
    },
    rest(child) {
      if (!child.alive) return;
      const timer = setTimeout(() => child.kill(new IntaglioError("STOPPING")), idleMs);
      idle.push({ child, timer: timer.unref() });
    },
    worked() {
      crashes = 0;
    },
    crashed() {
      crashes += 1;
    },
    pids: () => [...all].flatMap(({ pid, alive }) => (alive && pid !== undefined ? [pid] : [])),
    async close() {
      for (const child of all) child.kill(new IntaglioError("STOPPING"));
      await Promise.all([...all].map(({ ended }) => ended));
      fontConfig?.remove();
    },
  };
}
