/** Kysely on `node:sqlite`: the statements run at once, in this thread. */
import type { DatabaseSync, SQLInputValue, StatementSync } from "node:sqlite";
import { setTimeout as sleep } from "node:timers/promises";
import { CompiledQuery, SqliteAdapter, SqliteIntrospector, SqliteQueryCompiler } from "kysely";
import type { DatabaseConnection, DatabaseIntrospector, Dialect, Driver, Kysely, QueryResult } from "kysely";

/** How long to try to get the write lock while other processes hold it. */
const lockMs = 10_000;
/** Our queries differ only in how many values a list holds. */
const keptStatements = 200;

/** A dialect on one open database. Kysely runs one query or transaction at a time on it. */
export class NodeSqliteDialect implements Dialect {
  readonly #database: DatabaseSync;
  readonly #onUse: () => void;

  /** `onUse` is called after every statement. */
  constructor(database: DatabaseSync, onUse: () => void) {
    this.#database = database;
    this.#onUse = onUse;
  }

  createDriver(): Driver {
    return new NodeSqliteDriver(this.#database, this.#onUse);
  }

  createAdapter(): SqliteAdapter {
    return new SqliteAdapter();
  }

  createQueryCompiler(): SqliteQueryCompiler {
    return new SqliteQueryCompiler();
  }

  createIntrospector(query: Kysely<unknown>): DatabaseIntrospector {
    return new SqliteIntrospector(query);
  }
}

/** True for `SQLITE_BUSY` and `SQLITE_LOCKED`: another connection has the lock, and nothing was done. */
export function isBusy(error: unknown): boolean {
  const code = sqliteCode(error) & 0xff;
  return code === 5 || code === 6;
}

/** True for a violated unique index or primary key. */
export function isSqliteDuplicate(error: unknown): boolean {
  return sqliteCode(error) === 2067 || sqliteCode(error) === 1555;
}

/** What `work` gives, tried again while another process has the lock. The thread is free in between, unlike with a long `busy_timeout`. */
export async function whenFree<T>(work: () => T): Promise<T> {
  const end = Date.now() + lockMs;
  for (;;) {
    try {
      return work();
    } catch (error) {
      if (!isBusy(error) || Date.now() > end) throw error;
      await sleep(1 + Math.random() * 10); // uneven, or processes would keep meeting
    }
  }
}

function sqliteCode(error: unknown): number {
  return error instanceof Error && "errcode" in error && typeof error.errcode === "number" ? error.errcode : 0;
}

class NodeSqliteDriver implements Driver {
  readonly #connection: NodeSqliteConnection;

  constructor(database: DatabaseSync, onUse: () => void) {
    this.#connection = new NodeSqliteConnection(database, onUse);
  }

  async init(): Promise<void> {
    // The database is open.
  }

  async acquireConnection(): Promise<DatabaseConnection> {
    return this.#connection;
  }

  /** With the write lock from the start: a lock taken later could fail after some of the work was done. */
  async beginTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw("begin immediate"));
    this.#connection.inTransaction = true;
  }

  async commitTransaction(): Promise<void> {
    await this.#connection.executeQuery(CompiledQuery.raw("commit"));
    this.#connection.inTransaction = false;
  }

  async rollbackTransaction(): Promise<void> {
    this.#connection.inTransaction = false;
    // A full disk or an I/O error may have ended the transaction already.
    if (this.#connection.database.isTransaction) await this.#connection.executeQuery(CompiledQuery.raw("rollback"));
  }

  async releaseConnection(): Promise<void> {
    // There is only one.
  }

  async destroy(): Promise<void> {
    this.#connection.database.close();
  }
}

class NodeSqliteConnection implements DatabaseConnection {
  readonly database: DatabaseSync;
  inTransaction = false;
  readonly #statements = new Map<string, StatementSync>();
  readonly #onUse: () => void;

  constructor(database: DatabaseSync, onUse: () => void) {
    this.database = database;
    this.#onUse = onUse;
  }

  async executeQuery<R>(query: CompiledQuery): Promise<QueryResult<R>> {
    // In a transaction the lock is held, and repeating one statement would hide that the rest was undone.
    return this.inTransaction ? this.#execute<R>(query) : whenFree(() => this.#execute<R>(query));
  }

  // oxlint-disable-next-line require-yield
  async *streamQuery<R>(): AsyncIterableIterator<QueryResult<R>> {
    throw new Error("streaming queries are not supported");
  }

  #execute<R>(query: CompiledQuery): QueryResult<R> {
    const statement = this.#statement(query.sql);
    const parameters = query.parameters as readonly SQLInputValue[];
    try {
      if (statement.columns().length > 0) return { rows: statement.all(...parameters) as R[] };
      const { changes } = statement.run(...parameters);
      return { rows: [], numAffectedRows: BigInt(changes) };
    } finally {
      this.#onUse();
    }
  }

  #statement(text: string): StatementSync {
    const kept = this.#statements.get(text);
    if (kept !== undefined) return kept;
    if (this.#statements.size >= keptStatements) this.#statements.clear();
    const statement = this.database.prepare(text);
    this.#statements.set(text, statement);
    return statement;
  }
}
