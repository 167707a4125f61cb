/** graphile-worker's tables in a PostgreSQL database: where they are, and how they get there. */
import { createHash } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";
import type { Logger } from "graphile-worker";
import { sql } from "kysely";
import type { Pool, PoolClient } from "pg";
import type { Database } from "../records/database.ts";

/** PostgreSQL cuts longer names. */
const maxNameBytes = 63;

/** A database whose worker tables are up to date. */
export interface WorkerSchema {
  readonly database: Database;
  /** The records' own connections. */
  readonly pool: Pool;
  /** The schema's name. */
  readonly name: string;
}

/** What is called with a connection. */
type Taken = Parameters<Pool["connect"]>[0];

/** Hears of what graphile-worker finds wrong. */
export type Hear = (message: string) => void;

/**
 * Brings the tables up to date, under a lock. They are in the schema `intaglio_worker`, or `<schema>_intaglio_worker`
 * when the records are in another schema than `public`. Throws what the database throws.
 */
export async function openWorkerSchema(database: Database, hear: Hear): Promise<WorkerSchema> {
  const { pool } = database.connection;
  if (pool === undefined) throw new IntaglioError("INTERNAL", "graphile-worker needs PostgreSQL");
  const { runMigrations } = await import("graphile-worker");
  const logger = await toWorkerLogger(hear);
  return database.transact(async (query) => {
    await sql`set local statement_timeout = '120s'`.execute(query);
    await sql`set local idle_in_transaction_session_timeout = '120s'`.execute(query); // the work is another connection's
    const found = await sql<{ name: string | null }>`select current_schema() as name`.execute(query);
    const name = nameOf(found.rows[0]?.name ?? "public");
    await sql`select pg_advisory_xact_lock(hashtext('intaglio jobs'), hashtext(${name}))`.execute(query);
    await runMigrations({ pgPool: pool, schema: name, logger });
    return { database, pool, name };
  });
}

/**
 * The pool as graphile-worker may have it. It gives the connection it listens on back twice when that breaks while it
 * stops; the error of the second time would be nobody's, and end the process.
 */
export function toWorkerPool(pool: Pool): Pool {
  const connect = (callback?: Taken): Promise<PoolClient> | void => {
    if (callback === undefined) return pool.connect();
    pool.connect((error, client, release) => {
      let isReleased = false;
      callback(error, client, (reason) => {
        if (!isReleased) release(reason);
        isReleased = true;
      });
    });
  };
  return Object.assign(Object.create(pool) as Pool, { connect });
}

/** graphile-worker's own prints to the console. */
export async function toWorkerLogger(hear: Hear): Promise<Logger> {
  const { Logger } = await import("graphile-worker");
  return new Logger(() => (level, message) => {
    if (level === "error" || level === "warning") hear(message);
  });
}

function nameOf(recordsSchema: string): string {
  if (recordsSchema === "public") return "intaglio_worker";
  const name = `${recordsSchema}_intaglio_worker`;
  if (Buffer.byteLength(name) <= maxNameBytes) return name;
  return `intaglio_worker_${createHash("sha256").update(recordsSchema).digest("hex").slice(0, 32)}`;
}
