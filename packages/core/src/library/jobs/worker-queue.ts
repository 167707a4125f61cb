/**
 * The queue in graphile-worker's tables. Its own retries, at fixed times, are not used: a job that failed is added again
 * under its id, which takes the place of the running row in one statement. Two things it has no function for are done
 * on its table itself: renewing a lock, and giving one up. Rows without a key are what replaced rows leave after a crash.
 */
import type { FailedJob } from "@intaglio/contract";
import type { Kysely, RawBuilder } from "kysely";
import { sql } from "kysely";
import type { Schema } from "../records/schema.ts";
import { addUnderKey, dropKeys } from "./keys.ts";
import type { NewJob, StoredJob } from "./new-job.ts";
import { cleanText } from "./outcome.ts";
import { keptMs, lostError, maxLost } from "./retention.ts";
import type { WorkerSchema } from "./worker-schema.ts";

/** A run of a job: its row, and the pool that holds the row's lock. */
export interface Held {
  readonly row: string;
  readonly pool: string;
}

type Query = Kysely<Schema>;

const isGivenUp = sql`attempts >= max_attempts and locked_at is null`;
const endedAt = sql`greatest(updated_at, run_at)`;

/** Jobs in PostgreSQL. Times are the database's. */
export class WorkerQueue {
  readonly schema: WorkerSchema;

  constructor(schema: WorkerSchema) {
    this.schema = schema;
  }

  /** Gives the job's id, or that of the waiting one with the same key. */
  async add(job: NewJob): Promise<string> {
    const { notBefore } = job;
    const due =
      notBefore === undefined
        ? sql`now()`
        : sql`greatest(now(), to_timestamp(cast(${notBefore} as double precision) / 1000))`;
    const insert = async (query: Query): Promise<void> => void (await this.#insert(query, job, due));
    const { database } = this.schema;
    if (job.key !== null) return database.transact((query) => addUnderKey(query, job, () => insert(query)));
    await database.run(insert);
    return job.id;
  }

  /** Notes that a job waits no longer. */
  async begin(job: StoredJob): Promise<void> {
    if (job.key !== null) await this.schema.database.run((query) => dropKeys(query, [job.id]));
  }

  /** Adds the job again after a try that failed. False: the lock was lost, and the job is another's. */
  async tryAgain(held: Held, job: StoredJob, afterMs: number): Promise<boolean> {
    const due = sql`now() + cast(${Math.ceil(afterMs)} as double precision) * interval '1 millisecond'`;
    return this.#replace(held, async (query) => {
      await this.#insert(query, { ...job, failures: job.failures + 1 }, due);
    });
  }

  /** As {@link tryAgain}, for a job that will not be tried again. */
  async giveUp(held: Held, job: StoredJob, error: string): Promise<boolean> {
    return this.#replace(held, async (query) => {
      const row = await this.#insert(query, { ...job, failures: job.failures + 1 }, sql`now()`);
      await sql`select id from ${this.#name("permanently_fail_jobs")}(array[cast(${row} as bigint)], ${error})`.execute(
        query,
      );
    });
  }

  /** Lets others have these jobs at once. These runs do not count. */
  async putBack(pool: string, rows: readonly string[]): Promise<void> {
    await this.schema.database.run((query) =>
      sql`update ${this.#table} set locked_at = null, locked_by = null, attempts = greatest(attempts - 1, 0)
        where locked_by = ${pool} and id = any(cast(${rows} as bigint[]))`.execute(query),
    );
  }

  /** Renews a pool's locks, and gives the rows it holds. */
  async renew(pool: string): Promise<string[]> {
    const { rows } = await this.schema.database.run((query) =>
      sql<{
        id: number;
      }>`update ${this.#table} set locked_at = clock_timestamp() where locked_by = ${pool} returning id`.execute(query),
    );
    return rows.map(({ id }) => String(id));
  }

  /** Frees the jobs of pools that did not renew their locks. */
  async recover(leaseMs: number): Promise<void> {
    await this.schema.database.run((query) =>
      sql`update ${this.#table} set locked_at = null, locked_by = null, updated_at = now(), last_error = ${lostError}
        where locked_at < clock_timestamp() - ${leaseMs} * interval '1 millisecond'`.execute(query),
    );
  }

  async failed(limit: number): Promise<FailedJob[]> {
    const { rows } = await this.schema.database.run((query) =>
      sql<FailedJob>`select key as id, task_identifier as name, coalesce(last_error, '') as error,
          cast(extract(epoch from ${endedAt}) * 1000 as bigint) as "failedAt"
        from ${this.#name("jobs")}
        where ${isGivenUp} and key is not null and ${endedAt} > now() - ${keptMs} * interval '1 millisecond'
        order by ${endedAt} desc limit ${limit}`.execute(query),
    );
    return rows.map((row) => ({ ...row, error: cleanText(row.error) }));
  }

  async retry(id: string): Promise<boolean> {
    return this.schema.database.transact(async (query) => {
      const { rows } = await sql<{ payload: unknown }>`select payload from ${this.#name("reschedule_jobs")}(
        array(select id from ${this.#name("jobs")} where key = ${id} and ${isGivenUp}), attempts => 0)`.execute(query);
      if (rows[0] === undefined) return false;
      await this.#insert(query, { ...readStored(rows[0].payload), failures: 0 }, sql`now()`);
      return true;
    });
  }

  /** Drops the jobs that were given up long ago, what crashes left, and keys whose jobs somebody has removed. */
  async tidy(): Promise<void> {
    const { database } = this.schema;
    await database.run((query) =>
      sql`delete from intaglio_job_keys where not exists
        (select 1 from ${this.#name("jobs")} as jobs where jobs.key = intaglio_job_keys.id)`.execute(query),
    );
    await database.run((query) =>
      sql`select id from ${this.#name("complete_jobs")}(array(select id from ${this.#name("jobs")}
        where ${isGivenUp} and (key is null or ${endedAt} <= now() - ${keptMs} * interval '1 millisecond')))`.execute(
        query,
      ),
    );
  }

  /** A held row is locked until the end, so that nobody takes it for abandoned in between. */
  async #replace({ row, pool }: Held, work: (query: Query) => Promise<void>): Promise<boolean> {
    return this.schema.database.transact(async (query) => {
      const { rows } = await sql`select id from ${this.#table}
        where id = cast(${row} as bigint) and locked_by = ${pool} for update`.execute(query);
      if (rows.length === 0) return false;
      await work(query);
      return true;
    });
  }

  /** Adds a row, or takes the place of the one that has the id: when that one is running, it cannot be run again. */
  async #insert(query: Query, job: StoredJob, due: RawBuilder<unknown>): Promise<number> {
    const { id, name } = job;
    const { rows } = await sql<{ id: number }>`select id from ${this.#name("add_job")}(
      identifier => ${name}, payload => cast(${writeStored(job)} as json), run_at => ${due},
      max_attempts => cast(${maxLost} as int), job_key => ${id})`.execute(query);
    return rows[0]?.id ?? 0;
  }

  get #table(): RawBuilder<unknown> {
    return this.#name("_private_jobs");
  }

  #name(name: string): RawBuilder<unknown> {
    return sql.id(this.schema.name, name);
  }
}

/** The payload as text within JSON: PostgreSQL's own JSON refuses some of what ours may hold. */
function writeStored(job: StoredJob): string {
  const { id, name, key, payload, failures, attempts } = job;
  return JSON.stringify({ id, name, key, payload, failures, attempts } satisfies StoredJob);
}

/** What {@link WorkerQueue} has stored. */
export function readStored(stored: unknown): StoredJob {
  return stored as StoredJob; // `pg` has parsed it, and nobody else writes it
}
