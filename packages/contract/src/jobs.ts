/** Work in the background, which outlives the process that was asked for it. */

/** One run of a job, as its handler sees it. */
export interface Job {
  /** The same at every try, and no other job's: what a handler asks of others can carry it, so that they do it once. */
  readonly id: string;
  readonly name: string;
  /** What {@link Jobs.add} was given, as it comes back from JSON. */
  readonly payload: unknown;
  /** Which try this is, from 1. Runs that a stop or a crash broke off are not counted. */
  readonly attempt: number;
  /** Fires when this process stops, or when it has lost the job to another: end soon, by throwing when the work is not done. */
  readonly signal: AbortSignal;
}

/**
 * Does a job; it is done when the promise resolves. It may be called again for a job that is done already, when a
 * process ended before it could note that. When it throws, the job is tried again later: after `retryAfterSeconds`
 * when an `IntaglioError` carries that, else after longer and longer waits. One that carries `final` gives the job up.
 */
export type JobHandler = (job: Job) => Promise<void>;

/** Handlers by the jobs' names. */
export type JobHandlers = Readonly<Record<string, JobHandler>>;

/** How a job is added. */
export interface AddJobOptions {
  /**
   * While a job of this name with the same key waits for its first run, it is not added again. Up to 500 characters.
   * One that runs, or that failed and waits for another try, may be joined by one more. Default: no key.
   */
  readonly key?: string;
  /** Not before this Unix time in milliseconds. Default: at once. */
  readonly notBefore?: number;
  /** How often it is tried before it is given up, 1 to 100. Default: 5. */
  readonly attempts?: number;
}

/** How jobs are run here. */
export interface JobRunOptions {
  /** Jobs that run at once in this process. Default: 4. */
  readonly concurrency?: number;
  /** How long the jobs of a process that was killed wait for another. The living renew it in time. Default: 30,000. */
  readonly leaseMs?: number;
  /** How often to look for jobs that others added or that have become due. Default: 1,000. */
  readonly pollMs?: number;
  /** How long closing waits for running jobs. Default: 10,000. */
  readonly graceMs?: number;
  /** Hears of what went wrong: tries that failed, databases that did not answer. Default: nobody does. */
  readonly report?: (error: Error, what: string) => void;
}

/** A job that was given up. */
export interface FailedJob {
  readonly id: string;
  readonly name: string;
  /** What went wrong last, without addresses' queries and credentials, up to 1,000 characters. */
  readonly error: string;
  /** Unix time in milliseconds. */
  readonly failedAt: number;
}

/**
 * A queue that any number of processes share. A job is run at least once, whatever is killed, and never by two at once
 * while its owner lives and reaches the database. Jobs whose name no handler here has are left to other processes.
 */
export interface Jobs {
  /**
   * Adds a job and gives its id, or the id of the waiting job with the same key. It is durable when this resolves. It is
   * not part of any transaction: when a record is changed as well, either may be lost without the other.
   * The payload is JSON of at most 65,536 bytes, and lies in the database as it is: no place for secrets. Throws `FIELD_INVALID` for anything else, `STOPPING` once closed.
   */
  add(name: string, payload: unknown, options?: AddJobOptions): Promise<string>;
  /** Begins to run jobs, once. Without handlers nothing begins: nothing is polled for. Throws `INTERNAL` the second time. */
  start(handlers: JobHandlers, options?: JobRunOptions): void;
  /** Jobs that were given up within the last 7 days, newest first; older ones go. `limit` is 1 to 1,000, default 100. */
  failed(limit?: number): Promise<FailedJob[]>;
  /** Runs a job that was given up again, from its first try and with the same id. False: there is none with this id. */
  retry(id: string): Promise<boolean>;
  /**
   * Takes no more jobs, fires their signals, and waits for those that run. Those that still run after the grace time
   * are left to other processes at once.
   */
  close(): Promise<void>;
}
