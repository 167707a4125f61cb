/** Records in one SQLite file, which several processes of one machine may share. */
import { mkdir, open } from "node:fs/promises";
import { dirname, resolve } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { StatementSync } from "node:sqlite";
import type { CompiledQuery } from "kysely";
import { Kysely, sql } from "kysely";
import { syncFolder } from "../disk/folders.ts";
import type { Connection, QuickRead } from "./database.ts";
import type { Schema } from "./schema.ts";
import { Changes } from "./sqlite-changes.ts";
import { NodeSqliteDialect, isBusy, isSqliteDuplicate, whenFree } from "./sqlite-driver.ts";
import { WalSync } from "./wal-sync.ts";

/** Short, since SQLite waits with the thread; longer waits are ours, in `whenFree`. */
const busyMs = 50;

const inMemory = ":memory:";

/** So many rows of each quick read are kept, about 1 kB each. */
const keptRows = 2_000;

/** Opens the file, and makes it when it is missing, readable by this account only. `:memory:` is a database that ends with the process. */
export async function openSqlite(path: string, clock: () => number): Promise<Connection> {
  if (path !== inMemory) await makeFile(resolve(path));
  const database = new DatabaseSync(path, { timeout: busyMs, enableForeignKeyConstraints: true });
  try {
    // Turning WAL on needs the file alone, and SQLite does not wait for that by itself.
    await whenFree(() => database.exec("pragma journal_mode = wal"));
    database.exec("pragma synchronous = normal; pragma journal_size_limit = 67108864"); // what must be durable is synced by WalSync
    return toConnection(path, database, clock);
  } catch (error) {
    database.close();
    throw error;
  }
}

function toConnection(path: string, database: DatabaseSync, clock: () => number): Connection {
  const query = new Kysely<Schema>({ dialect: new NodeSqliteDialect(database, () => changes?.forget()) });
  // Reads of single rows have a connection of their own: on the writer's they would see what is not committed yet.
  const reader = path === inMemory ? undefined : new DatabaseSync(path, { timeout: busyMs, readOnly: true });
  const changes = reader && new Changes(reader);
  const wal = path === inMemory ? undefined : new WalSync(resolve(path));
  return {
    kind: "sqlite",
    ...(changes && { version: () => changes.version() }),
    settle: async () => wal?.sync(),
    query,
    prepare: (compiled) =>
      reader === undefined || changes === undefined
        ? readByQuery(query, compiled)
        : readByStatement(reader, changes, compiled),
    isConflict: isBusy,
    isDuplicate: isSqliteDuplicate,
    now: () => sql.val(clock()), // one machine, one clock
    close: async () => {
      await wal?.close();
      reader?.close(); // first: only a connection that may write can tidy up as the last one
      await query.destroy();
      if (database.isOpen) database.close(); // Kysely closes only what it has used
    },
  };
}

async function makeFile(path: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 });
  const file = await open(path, "a", 0o600);
  await file.close();
  await syncFolder(dirname(path));
}

/** Gives the very same row again as long as nobody has changed the database since: asking that costs less than reading. */
function readByStatement<Row>(reader: DatabaseSync, changes: Changes, compiled: CompiledQuery<Row>): QuickRead<Row> {
  const kept = new Map<string, Row>();
  let statement: StatementSync | undefined; // the table may not be there yet
  let version: unknown;
  const read = (parameter: string): Row | undefined => {
    const now = changes.version(); // before the row: a change in between makes the next call read again
    if (now !== version || kept.size >= keptRows) kept.clear();
    version = now;
    const known = kept.get(parameter);
    if (known !== undefined) return known;
    statement ??= reader.prepare(compiled.sql);
    const row = statement.get(parameter) as Row | undefined;
    if (row !== undefined) kept.set(parameter, row);
    return row;
  };
  return (parameter) => {
    try {
      return read(parameter);
    } catch (error) {
      if (!isBusy(error)) throw error;
      return whenFree(() => read(parameter));
    }
  };
}

function readByQuery<Row>(query: Kysely<Schema>, compiled: CompiledQuery<Row>): QuickRead<Row> {
  return async (parameter) => (await query.executeQuery<Row>({ ...compiled, parameters: [parameter] })).rows[0];
}
