/** Running jobs by graphile-worker's pool, with leases in place of its locks of four hours. */
import { EventEmitter } from "node:events";
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import type { JobHandler } from "@intaglio/contract";
import type { JobHelpers, TaskList, WorkerEvents, WorkerPool } from "graphile-worker";
import { atMostEvery } from "../records/tidying.ts";
import { describeError, toError, tryJob } from "./outcome.ts";
import type { JobRun } from "./run-options.ts";
import { RunningJobs } from "./running.ts";
import { readStored } from "./worker-queue.ts";
import type { Held, WorkerQueue } from "./worker-queue.ts";
import { toWorkerLogger, toWorkerPool } from "./worker-schema.ts";

/** How long a pool that has nothing more to do may take to end: some never do, after the server was away. */
const settleMs = 5_000;

interface Current {
  readonly queue: WorkerQueue;
  readonly pool: WorkerPool;
  /** Resolves when only workers that run a job have not stopped. */
  readonly idleStopped: () => Promise<void>;
}

/** A pool that is kept running until it is closed. */
export class WorkerRun {
  readonly #open: () => Promise<WorkerQueue>;
  readonly #run: JobRun;
  readonly #running = new RunningJobs();
  readonly #closing = new AbortController();
  readonly #isTimeToTidy = atMostEvery();
  readonly #over: Promise<void>;
  #current: Current | undefined;

  constructor(open: () => Promise<WorkerQueue>, run: JobRun) {
    this.#open = open;
    this.#run = run;
    this.#over = this.#keepGoing();
  }

  async close(): Promise<void> {
    this.#closing.abort();
    const current = this.#current;
    if (current !== undefined) await this.#end(current);
    await this.#over;
  }

  async #end({ queue, pool, idleStopped }: Current): Promise<void> {
    Promise.resolve(pool.gracefulShutdown()).catch((thrown: unknown) => this.#tell(thrown, "closing"));
    await this.#running.stop(this.#run.graceMs);
    await idleStopped(); // a worker that was looking for a job could find one that is put back
    const left = this.#running.ids();
    if (left.length === 0) return;
    await queue.putBack(pool.id, left).catch((thrown: unknown) => this.#tell(thrown, "closing"));
    this.#running.abandon();
  }

  /** A pool ends by itself when it could not note that a job is done, for one. */
  async #keepGoing(): Promise<void> {
    const { signal } = this.#closing;
    while (!signal.aborted) {
      try {
        await this.#runPool();
      } catch (thrown) {
        if (!signal.aborted) this.#tell(thrown, "running jobs");
      }
      if (!signal.aborted) await sleep(this.#run.pollMs, undefined, { signal }).catch(() => undefined);
    }
  }

  async #runPool(): Promise<void> {
    const queue = await this.#open();
    const { runTaskList } = await import("graphile-worker");
    const hear = (message: string): void => {
      if (!this.#closing.signal.aborted) this.#tell(message, "graphile-worker");
    };
    const events: WorkerEvents = new EventEmitter();
    const options = {
      schema: queue.schema.name,
      concurrency: this.#run.concurrency,
      pollInterval: this.#run.pollMs,
      noHandleSignals: true, // the application's own matter
      logger: await toWorkerLogger(hear),
      events,
      // Without these it does not wait for its own statements, and one that fails ends the process.
      preset: { worker: { completeJobBatchDelay: 0, failJobBatchDelay: 0 } },
    };
    if (this.#closing.signal.aborted) return;
    const ending = new Promise<void>((resolve) => {
      events.once("pool:gracefulShutdown", () => resolve());
    });
    const pool = runTaskList(options, this.#tasks(queue), toWorkerPool(queue.schema.pool));
    this.#current = { queue, pool, idleStopped: this.#watchIdle(events) };
    const beat = (): void => void this.#beat(queue, pool);
    beat();
    const heart = setInterval(beat, this.#run.leaseMs / 3).unref();
    try {
      await Promise.race([pool.promise, ending]);
      await this.#running.ended();
      await Promise.race([pool.promise, sleep(settleMs, undefined, { ref: false })]);
    } finally {
      clearInterval(heart);
      this.#current = undefined;
      for (const id of this.#running.ids()) this.#running.lose(id); // nobody renews their locks any more
    }
  }

  #watchIdle(events: WorkerEvents): () => Promise<void> {
    let stopped = 0;
    events.on("worker:stop", () => (stopped += 1));
    return async () => {
      const end = performance.now() + settleMs;
      while (stopped + this.#running.ids().length < this.#run.concurrency && performance.now() < end) await sleep(10);
    };
  }

  #tasks(queue: WorkerQueue): TaskList {
    const tasks = [...this.#run.handlers].map(([name, handler]) => [
      name,
      (stored: unknown, helpers: JobHelpers) => this.#do(queue, handler, stored, helpers),
    ]);
    return Object.fromEntries(tasks) as TaskList;
  }

  /** When it resolves, graphile-worker removes the row; when it rejects, what follows was settled here already. */
  async #do(queue: WorkerQueue, handler: JobHandler, stored: unknown, { job: row }: JobHelpers): Promise<void> {
    const job = readStored(stored);
    const held: Held = { row: Number(row.id).toString(), pool: row.locked_by ?? "" }; // our pool gives the id as a number
    await this.#running.run(held.row, async (signal) => {
      await queue.begin(job);
      const outcome = await tryJob(handler, job, signal);
      if ("error" in outcome) this.#tell(outcome.error, `job ${job.name} ${job.id}`);
      if (outcome.kind === "done") return;
      if (outcome.kind === "stopped") {
        await queue.putBack(held.pool, [held.row]);
        throw new IntaglioError("STOPPING", `job ${job.name} ${job.id} was put back`);
      }
      const isOurs =
        outcome.kind === "again"
          ? await queue.tryAgain(held, job, outcome.afterMs)
          : await queue.giveUp(held, job, describeError(outcome.error));
      if (!isOurs) throw new IntaglioError("STOPPING", `job ${job.name} ${job.id} was lost to another process`);
    });
  }

  async #beat(queue: WorkerQueue, pool: WorkerPool): Promise<void> {
    try {
      const before = this.#running.ids();
      const held = new Set(await queue.renew(pool.id));
      for (const id of before) if (!held.has(id)) this.#running.lose(id); // those that have just ended are not there to lose
      await queue.recover(this.#run.leaseMs);
      if (this.#isTimeToTidy()) await queue.tidy();
    } catch (thrown) {
      this.#tell(thrown, "renewing leases");
    }
  }

  #tell(thrown: unknown, what: string): void {
    this.#run.report(toError(thrown), what);
  }
}
