/** The ledger of renditions. The sum of bytes is kept in a row, since it is asked for after every new rendition. */
import type { RenditionEntry, RenditionLedger } from "@intaglio/contract";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Connect, Database } from "./database.ts";
import { toEntry } from "./rows.ts";
import type { RenditionRow, Schema } from "./schema.ts";

/** Databases limit how many parameters a statement has. */
const keysAtOnce = 500;

/** The ledger on SQL. */
export class Renditions implements RenditionLedger {
  readonly #connect: Connect;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async find(key: string): Promise<RenditionEntry | undefined> {
    const row = await (await this.#connect()).readRendition(key);
    return row === undefined ? undefined : toEntry(row);
  }

  async add(entry: RenditionEntry, usedAt: number): Promise<boolean> {
    const database = await this.#connect();
    const row: RenditionRow = {
      key: entry.key,
      file_id: entry.fileId,
      bytes: entry.bytes,
      type: entry.type,
      width: entry.width,
      height: entry.height,
      used_at: usedAt,
    };
    return database.transact(async (query) => {
      if (!(await holdReady(database, query, entry.fileId))) return false;
      await lockTotal(database, query);
      const old = await query
        .selectFrom("intaglio_renditions")
        .select("bytes")
        .where("key", "=", row.key)
        .executeTakeFirst();
      const { key: _, ...columns } = row;
      await query
        .insertInto("intaglio_renditions")
        .values(row)
        .onConflict((on) => on.column("key").doUpdateSet(columns))
        .execute();
      await changeTotal(query, row.bytes - (old?.bytes ?? 0));
      return true;
    });
  }

  async touch(keys: readonly string[], usedAt: number): Promise<void> {
    const database = await this.#connect();
    for (const some of portions(keys)) {
      await database.run((query) =>
        query
          .updateTable("intaglio_renditions")
          .set({ used_at: usedAt })
          .where("key", "in", some)
          .where("used_at", "<", usedAt)
          .execute(),
      );
    }
  }

  async ofFile(fileId: string): Promise<RenditionEntry[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query.selectFrom("intaglio_renditions").selectAll().where("file_id", "=", fileId).execute(),
    );
    return rows.map(toEntry);
  }

  async forget(keys: readonly string[]): Promise<void> {
    const database = await this.#connect();
    for (const some of portions(keys)) {
      await database.transact(async (query) => {
        await lockTotal(database, query);
        const gone = await query
          .deleteFrom("intaglio_renditions")
          .where("key", "in", some)
          .returning("bytes")
          .execute();
        await changeTotal(query, -sum(gone));
      });
    }
  }

  async totalBytes(): Promise<number> {
    const database = await this.#connect();
    const row = await database.run((query) =>
      query.selectFrom("intaglio_totals").select("bytes").where("name", "=", "renditions").executeTakeFirst(),
    );
    return row?.bytes ?? 0;
  }

  async leastRecent(limit: number): Promise<RenditionEntry[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query.selectFrom("intaglio_renditions").selectAll().orderBy("used_at").orderBy("key").limit(limit).execute(),
    );
    return rows.map(toEntry);
  }
}

/** Drops all entries of a file, inside a transaction that has locked the file. */
export async function forgetAllOf(database: Database, query: Transaction<Schema>, fileId: string): Promise<void> {
  await lockTotal(database, query);
  const gone = await query.deleteFrom("intaglio_renditions").where("file_id", "=", fileId).returning("bytes").execute();
  await changeTotal(query, -sum(gone));
}

/** True when the file is ready; it stays so until the transaction ends. */
async function holdReady(database: Database, query: Transaction<Schema>, fileId: string): Promise<boolean> {
  const file = await query
    .selectFrom("intaglio_files")
    .select("id")
    .where("id", "=", fileId)
    .where("state", "=", "ready")
    .$if(database.connection.kind === "postgres", (select) => select.forShare()) // SQLite holds the write lock
    .executeTakeFirst();
  return file !== undefined;
}

/** One change of the ledger at a time; and, taken before any rendition's row, no two changes can wait for each other. */
async function lockTotal(database: Database, query: Transaction<Schema>): Promise<void> {
  if (database.connection.kind === "sqlite") return;
  await query.selectFrom("intaglio_totals").select("bytes").where("name", "=", "renditions").forUpdate().execute();
}

async function changeTotal(query: Transaction<Schema>, bytes: number): Promise<void> {
  if (bytes === 0) return;
  await query
    .updateTable("intaglio_totals")
    .set({ bytes: sql<number>`bytes + cast(${bytes} as bigint)` })
    .where("name", "=", "renditions")
    .execute();
}

function sum(rows: readonly { readonly bytes: number }[]): number {
  return rows.reduce((total, { bytes }) => total + bytes, 0);
}

function* portions(keys: readonly string[]): Generator<string[], void, void> {
  const sorted = [...new Set(keys)].toSorted(); // the same order in every process makes deadlocks rare
  for (let start = 0; start < sorted.length; start += keysAtOnce) yield sorted.slice(start, start + keysAtOnce);
}
