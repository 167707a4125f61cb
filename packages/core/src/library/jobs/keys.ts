/** Which waiting job has which key, on either database. */
import type { Kysely } from "kysely";
import type { JobKeyRow, Schema } from "../records/schema.ts";
import type { StoredJob } from "./new-job.ts";

/** The jobs wait no longer: whoever adds one with their keys from now on wants another run. */
export async function dropKeys(query: Kysely<Schema>, ids: readonly string[]): Promise<void> {
  if (ids.length > 0) await query.deleteFrom("intaglio_job_keys").where("id", "in", ids).execute();
}

/**
 * Adds a job by `insert`, unless a waiting one has its key; gives the id of whichever waits then. In one transaction: a
 * parallel one with the same key waits for its end.
 */
export async function addUnderKey(
  query: Kysely<Schema>,
  { id, name, key }: StoredJob,
  insert: () => Promise<void>,
): Promise<string> {
  for (;;) {
    if (key === null || (await claimKey(query, { name, key, id }))) {
      await insert();
      return id;
    }
    const waiting = await findByKey(query, name, key);
    if (waiting !== undefined) return waiting; // else it was begun in between
  }
}

async function claimKey(query: Kysely<Schema>, row: JobKeyRow): Promise<boolean> {
  const result = await query
    .insertInto("intaglio_job_keys")
    .values(row)
    .onConflict((on) => on.columns(["name", "key"]).doNothing())
    .executeTakeFirst();
  return result.numInsertedOrUpdatedRows === 1n;
}

async function findByKey(query: Kysely<Schema>, name: string, key: string): Promise<string | undefined> {
  const row = await query
    .selectFrom("intaglio_job_keys")
    .select("id")
    .where("name", "=", name)
    .where("key", "=", key)
    .executeTakeFirst();
  return row?.id;
}
