/** The queue's table in SQLite. Every change asks for the owner: whoever lost a job cannot touch it any more. */
import type { FailedJob } from "@intaglio/contract";
import type { Kysely } from "kysely";
import type { Connect } from "../records/database.ts";
import type { JobRow, Schema } from "../records/schema.ts";
import { addUnderKey, dropKeys } from "./keys.ts";
import type { NewJob, StoredJob } from "./new-job.ts";
import { keptMs, lostError, maxLost } from "./retention.ts";

/** Who takes jobs, and which. */
export interface Taker {
  readonly owner: string;
  readonly names: readonly string[];
  readonly leaseMs: number;
}

/** Jobs in SQLite. Times are this process's clock's: one machine, one clock. */
export class JobTable {
  readonly #connect: Connect;
  readonly #clock: () => number;

  constructor(connect: Connect, clock: () => number) {
    this.#connect = connect;
    this.#clock = clock;
  }

  /** Durable when it resolves. Gives the job's id, or that of the waiting one with the same key. */
  async add(job: NewJob): Promise<string> {
    const { notBefore, ...stored } = job;
    const dueAt = Math.max(notBefore ?? 0, this.#clock());
    const database = await this.#connect();
    return database.transactDurably((query) =>
      addUnderKey(query, job, async () => {
        const row = { ...stored, lost: 0, due_at: dueAt, owner: null, error: null, failed_at: null };
        await query.insertInto("intaglio_jobs").values(row).execute();
      }),
    );
  }

  /** Takes up to `limit` jobs that are due, oldest first, but none of `except`. */
  async take(taker: Taker, limit: number, except: readonly string[]): Promise<StoredJob[]> {
    const now = this.#clock();
    const due = (query: Kysely<Schema>) =>
      query
        .selectFrom("intaglio_jobs")
        .selectAll()
        .where("due_at", "<=", now)
        .where("name", "in", taker.names)
        .where("id", "not in", except)
        .orderBy("due_at")
        .limit(limit);
    const database = await this.#connect();
    const waits = await database.run((query) => due(query).executeTakeFirst());
    if (waits === undefined) return []; // looking takes no lock
    return database.transact(async (query) => {
      const taken: StoredJob[] = [];
      for (const row of await due(query).execute()) if (await this.#begin(query, row, taker, now)) taken.push(row);
      await dropKeys(
        query,
        taken.filter(({ key }) => key !== null).map(({ id }) => id),
      );
      return taken;
    });
  }

  /** Lengthens the leases, and gives the ids of those that are still the owner's. */
  async renew({ owner, leaseMs }: Taker, ids: readonly string[]): Promise<string[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query
        .updateTable("intaglio_jobs")
        .set({ due_at: this.#clock() + leaseMs })
        .where("id", "in", ids)
        .where("owner", "=", owner)
        .returning("id")
        .execute(),
    );
    return rows.map(({ id }) => id);
  }

  /** The jobs that are the owner's. */
  async held(owner: string): Promise<StoredJob[]> {
    const database = await this.#connect();
    return database.run((query) => query.selectFrom("intaglio_jobs").selectAll().where("owner", "=", owner).execute());
  }

  /** The job is done. */
  async finish(owner: string, id: string): Promise<void> {
    const database = await this.#connect();
    await database.run((query) =>
      query.deleteFrom("intaglio_jobs").where("id", "=", id).where("owner", "=", owner).execute(),
    );
  }

  /** Puts the job back for after `afterMs`. With an `error` this was a try that failed. */
  async putBack(owner: string, job: StoredJob, afterMs: number, error?: string): Promise<void> {
    const failures = job.failures + (error === undefined ? 0 : 1);
    const change = { owner: null, due_at: this.#clock() + Math.ceil(afterMs), failures };
    const database = await this.#connect();
    await database.run((query) =>
      query
        .updateTable("intaglio_jobs")
        .set(error === undefined ? change : { ...change, lost: 0, error })
        .where("id", "=", job.id)
        .where("owner", "=", owner)
        .execute(),
    );
  }

  async giveUp(owner: string, id: string, error: string): Promise<void> {
    const database = await this.#connect();
    await database.run((query) =>
      query
        .updateTable("intaglio_jobs")
        .set({ owner: null, due_at: null, failed_at: this.#clock(), error })
        .where("id", "=", id)
        .where("owner", "=", owner)
        .execute(),
    );
  }

  async failed(limit: number): Promise<FailedJob[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query
        .selectFrom("intaglio_jobs")
        .selectAll()
        .where("failed_at", ">", this.#clock() - keptMs)
        .orderBy("failed_at", "desc")
        .limit(limit)
        .execute(),
    );
    return rows.map(({ id, name, error, failed_at }) => ({ id, name, error: error ?? "", failedAt: failed_at ?? 0 }));
  }

  async retry(id: string): Promise<boolean> {
    const database = await this.#connect();
    const change = { failures: 0, lost: 0, due_at: this.#clock(), error: null, failed_at: null };
    const result = await database.runDurably((query) =>
      query
        .updateTable("intaglio_jobs")
        .set(change)
        .where("id", "=", id)
        .where("failed_at", "is not", null)
        .executeTakeFirst(),
    );
    return result.numUpdatedRows === 1n;
  }

  /** Drops the jobs that were given up long ago. */
  async tidy(): Promise<void> {
    const database = await this.#connect();
    const before = this.#clock() - keptMs;
    await database.run((query) => query.deleteFrom("intaglio_jobs").where("failed_at", "<=", before).execute());
  }

  /** False: its runs ended without a word too often, and it is given up. */
  async #begin(query: Kysely<Schema>, row: JobRow, { owner, leaseMs }: Taker, now: number): Promise<boolean> {
    const lost = row.lost + (row.owner === null ? 0 : 1); // an owner is still named where a lease ran out
    const isTooOften = lost >= maxLost;
    const change = isTooOften
      ? { owner: null, due_at: null, failed_at: now, error: row.error ?? lostError }
      : { owner, due_at: now + leaseMs, lost };
    await query.updateTable("intaglio_jobs").set(change).where("id", "=", row.id).execute();
    return !isTooOften;
  }
}
