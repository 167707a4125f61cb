/** Jobs in the embedded database, which the processes of one machine share. */
import { randomUUID } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";
import type { FailedJob, JobHandler, JobHandlers, AddJobOptions, JobRunOptions, Jobs } from "@intaglio/contract";
import type { Connect } from "../records/database.ts";
import { atMostEvery } from "../records/tidying.ts";
import { JobLoop } from "./job-loop.ts";
import { JobTable } from "./job-table.ts";
import type { Taker } from "./job-table.ts";
import { isJobId, toNewJob } from "./new-job.ts";
import type { StoredJob } from "./new-job.ts";
import { describeError, toError, tryJob } from "./outcome.ts";
import { checkLimit } from "./retention.ts";
import { toJobRun } from "./run-options.ts";
import type { JobRun } from "./run-options.ts";
import { RunningJobs } from "./running.ts";

/** Jobs on a table of leases. */
export class SqliteJobs implements Jobs {
  readonly #table: JobTable;
  #work: Work | undefined;
  #closing: Promise<void> | undefined;

  constructor(connect: Connect, clock: () => number) {
    this.#table = new JobTable(connect, clock);
  }

  async add(name: string, payload: unknown, options?: AddJobOptions): Promise<string> {
    const job = toNewJob(name, payload, options);
    if (this.#closing !== undefined) throw new IntaglioError("STOPPING", "the queue is closed");
    const id = await this.#table.add(job);
    this.#work?.wake();
    return id;
  }

  start(handlers: JobHandlers, options?: JobRunOptions): void {
    if (this.#work !== undefined) throw new IntaglioError("INTERNAL", "jobs are run already");
    const run = toJobRun(handlers, options);
    if (run.handlers.size > 0 && this.#closing === undefined) this.#work = new Work(this.#table, run);
  }

  async failed(limit = 100): Promise<FailedJob[]> {
    checkLimit(limit);
    return this.#table.failed(limit);
  }

  async retry(id: string): Promise<boolean> {
    const isThere = isJobId(id) && (await this.#table.retry(id));
    this.#work?.wake();
    return isThere;
  }

  async close(): Promise<void> {
    this.#closing ??= this.#work?.close() ?? Promise.resolve();
    await this.#closing;
  }
}

/** Running them. */
class Work {
  readonly #table: JobTable;
  readonly #run: JobRun;
  readonly #taker: Taker;
  readonly #running = new RunningJobs();
  readonly #loop: JobLoop<StoredJob>;
  readonly #renewals: NodeJS.Timeout;
  readonly #isTimeToTidy = atMostEvery();

  constructor(table: JobTable, run: JobRun) {
    const { concurrency, pollMs, leaseMs, handlers } = run;
    this.#table = table;
    this.#run = run;
    this.#taker = { owner: randomUUID(), names: [...handlers.keys()], leaseMs };
    this.#loop = new JobLoop({
      concurrency,
      pollMs,
      take: (limit) => this.#take(limit),
      run: (job) => this.#do(job),
      report: (thrown) => this.#tell(thrown, "looking for jobs"),
    });
    this.#renewals = setInterval(() => void this.#renew(), leaseMs / 3).unref();
  }

  wake(): void {
    this.#loop.wake();
  }

  async close(): Promise<void> {
    await this.#loop.stop();
    await this.#running.stop(this.#run.graceMs);
    clearInterval(this.#renewals);
    const left = await this.#table.held(this.#taker.owner).catch((thrown: unknown) => {
      this.#tell(thrown, "closing");
      return [];
    });
    for (const job of left) await this.#note(job, () => this.#table.putBack(this.#taker.owner, job, 0));
  }

  async #take(limit: number): Promise<StoredJob[]> {
    if (this.#isTimeToTidy()) await this.#table.tidy();
    return this.#table.take(this.#taker, limit, this.#running.ids());
  }

  async #do(job: StoredJob): Promise<void> {
    const handler = this.#run.handlers.get(job.name) as JobHandler; // only jobs with one are taken
    await this.#running.run(job.id, async (signal) => {
      const outcome = await tryJob(handler, job, signal);
      const { owner } = this.#taker;
      if ("error" in outcome) this.#tell(outcome.error, `job ${job.name} ${job.id}`);
      await this.#note(job, async () => {
        if (outcome.kind === "done") return this.#table.finish(owner, job.id);
        if (outcome.kind === "stopped") return this.#table.putBack(owner, job, 0);
        const error = describeError(outcome.error);
        if (outcome.kind === "given-up") return this.#table.giveUp(owner, job.id, error);
        return this.#table.putBack(owner, job, outcome.afterMs, error);
      });
    });
  }

  /** When it cannot be noted, the lease runs out and the job is run again. */
  async #note({ name, id }: StoredJob, change: () => Promise<void>): Promise<void> {
    try {
      await change();
    } catch (thrown) {
      this.#tell(thrown, `noting how job ${name} ${id} went`);
    }
  }

  async #renew(): Promise<void> {
    const ids = this.#running.ids();
    if (ids.length === 0) return;
    try {
      const held = new Set(await this.#table.renew(this.#taker, ids));
      for (const id of ids) if (!held.has(id)) this.#running.lose(id); // those that have just ended are not there to lose
    } catch (thrown) {
      this.#tell(thrown, "renewing leases");
    }
  }

  #tell(thrown: unknown, what: string): void {
    this.#run.report(toError(thrown), what);
  }
}
