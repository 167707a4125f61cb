/** Records in a PostgreSQL database, which any number of machines may share. */
import { createHash } from "node:crypto";
import type { CompiledQuery } from "kysely";
import { Kysely, PostgresDialect, sql } from "kysely";
import type { Pool } from "pg";
import type { Connection, QuickRead } from "./database.ts";
import type { Schema } from "./schema.ts";

const poolClients = 10;
const connectMs = 5_000;
const statementMs = 10_000;

const conflicts = new Set(["40001", "40P01"]); // serialization failure, deadlock
const uniqueViolation = "23505";

/** Opens a pool of at most 10 connections. A statement that takes longer than 10 s fails. `report` hears of idle connections that broke. */
export async function openPostgres(url: string, report: (error: Error) => void): Promise<Connection> {
  const { default: pg } = await import("pg"); // here, so that nobody else has to load it
  const types = new pg.TypeOverrides();
  types.setTypeParser(pg.types.builtins.INT8, Number); // `pg` gives it as text; our times and sizes are exact as numbers
  const pool = new pg.Pool({
    connectionString: url,
    max: poolClients,
    connectionTimeoutMillis: connectMs,
    statement_timeout: statementMs,
    query_timeout: statementMs + 5_000, // when the server is gone, it cannot end the statement
    idle_in_transaction_session_timeout: 2 * statementMs,
    application_name: "intaglio",
    types,
  });
  pool.on("error", report); // without a listener, a restart of the server would end this process
  // The pool listens to idle clients only. In a transaction, between two statements, nobody else would.
  pool.on("connect", (client) => client.on("error", () => {}));
  const query = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) });
  return {
    kind: "postgres",
    pool,
    settle: async () => undefined, // PostgreSQL syncs before it says that it has committed
    query,
    prepare: (compiled) => readByName(pool, compiled),
    isConflict: (error) => conflicts.has(stateOf(error)),
    isDuplicate: (error) => stateOf(error) === uniqueViolation,
    // Several machines share these times, so the database's clock is the only one they agree on.
    now: () => sql<number>`cast(extract(epoch from clock_timestamp()) * 1000 as bigint)`,
    close: async () => {
      await query.destroy();
      if (!pool.ended) await pool.end(); // Kysely ends only what it has used
    },
  };
}

/** The server keeps a named statement's plan for each connection. */
function readByName<Row>(pool: Pool, compiled: CompiledQuery<Row>): QuickRead<Row> {
  const text = compiled.sql;
  const name = `intaglio-${createHash("sha256").update(text).digest("hex").slice(0, 16)}`;
  return async (parameter) => {
    const { rows } = await pool.query({ name, text, values: [parameter] });
    return rows[0] as Row | undefined;
  };
}

function stateOf(error: unknown): string {
  return error instanceof Error && "code" in error && typeof error.code === "string" ? error.code : "";
}
