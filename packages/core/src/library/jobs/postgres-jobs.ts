/** Jobs in PostgreSQL, by graphile-worker, which is loaded when the first job is added, run or asked for. */
import { IntaglioError } from "@intaglio/contract";
import type { FailedJob, JobHandlers, AddJobOptions, JobRunOptions, Jobs } from "@intaglio/contract";
import type { Connect } from "../records/database.ts";
import { isJobId, toNewJob } from "./new-job.ts";
import { checkLimit } from "./retention.ts";
import { toJobRun } from "./run-options.ts";
import { WorkerQueue } from "./worker-queue.ts";
import { WorkerRun } from "./worker-run.ts";
import { openWorkerSchema } from "./worker-schema.ts";

/** Jobs on graphile-worker. */
export class PostgresJobs implements Jobs {
  readonly #connect: Connect;
  #opening: Promise<WorkerQueue> | undefined;
  #work: WorkerRun | undefined;
  #closing: Promise<void> | undefined;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async add(name: string, payload: unknown, options?: AddJobOptions): Promise<string> {
    const job = toNewJob(name, payload, options);
    if (this.#closing !== undefined) throw new IntaglioError("STOPPING", "the queue is closed");
    return (await this.#open()).add(job);
  }

  start(handlers: JobHandlers, options?: JobRunOptions): void {
    if (this.#work !== undefined) throw new IntaglioError("INTERNAL", "jobs are run already");
    const run = toJobRun(handlers, options);
    if (run.handlers.size > 0 && this.#closing === undefined) this.#work = new WorkerRun(() => this.#open(), run);
  }

  async failed(limit = 100): Promise<FailedJob[]> {
    checkLimit(limit);
    return (await this.#open()).failed(limit);
  }

  async retry(id: string): Promise<boolean> {
    return isJobId(id) && (await this.#open()).retry(id);
  }

  async close(): Promise<void> {
    this.#closing ??= this.#work?.close() ?? Promise.resolve();
    await this.#closing;
  }

  /** When it fails, the next call tries again. */
  #open(): Promise<WorkerQueue> {
    this.#opening ??= this.#openQueue().catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }

  async #openQueue(): Promise<WorkerQueue> {
    return new WorkerQueue(await openWorkerSchema(await this.#connect(), () => undefined));
  }
}
