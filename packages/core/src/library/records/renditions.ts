/** The ledger of renditions. The sum of bytes is kept in a row, since it is asked for after every new rendition. */
import type { RenditionEntry, RenditionLedger } from "@intaglio/contract";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Connect, Database } from "./database.ts";
import { portions } from "./portions.ts";
import { toEntry } from "./rows.ts";
import type { RenditionRow, Schema } from "./schema.ts";

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

  async add(entries: readonly RenditionEntry[], usedAt: number): Promise<ReadonlySet<string>> {
    const database = await this.#connect();
    const added = new Set<string>();
    for (const some of portions(entries.map(({ key }) => key))) {
      const wanted = entries.filter(({ key }) => some.includes(key));
      for (const { key } of await this.#addSome(database, wanted, usedAt)) added.add(key);
    }
    return added;
  }

  #addSome(database: Database, entries: readonly RenditionEntry[], usedAt: number): Promise<RenditionEntry[]> {
    return database.transact(async (query) => {
      const ready = await holdReady(database, query, [...new Set(entries.map(({ fileId }) => fileId))].toSorted());
      const byKey = new Map(entries.filter(({ fileId }) => ready.has(fileId)).map((entry) => [entry.key, entry]));
      const kept = [...byKey.values()];
      if (kept.length === 0) return kept;
      await lockTotal(database, query);
      const old = await query
        .selectFrom("intaglio_renditions")
        .select("bytes")
        .where("key", "in", [...byKey.keys()])
        .execute();
      await query
        .insertInto("intaglio_renditions")
        .values(kept.map((entry) => toRow(entry, usedAt)))
        .onConflict((on) =>
          on.column("key").doUpdateSet(({ ref }) => ({
            file_id: ref("excluded.file_id"),
            bytes: ref("excluded.bytes"),
            type: ref("excluded.type"),
            width: ref("excluded.width"),
            height: ref("excluded.height"),
            used_at: ref("excluded.used_at"),
          })),
        )
        .execute();
      await changeTotal(query, sum(kept) - sum(old));
      return kept;
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

/** Those of the files that are ready; they stay so until the transaction ends. */
async function holdReady(
  database: Database,
  query: Transaction<Schema>,
  fileIds: readonly string[],
): Promise<ReadonlySet<string>> {
  if (fileIds.length === 0) return new Set();
  const files = await query
    .selectFrom("intaglio_files")
    .select("id")
    .where("id", "in", fileIds)
    .where("state", "=", "ready")
    .orderBy("id") // locks are taken in the same order everywhere
    .$if(database.connection.kind === "postgres", (select) => select.forShare()) // SQLite holds the write lock
    .execute();
  return new Set(files.map(({ id }) => id));
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

function toRow({ key, fileId, bytes, type, width, height }: RenditionEntry, usedAt: number): RenditionRow {
  return { key, file_id: fileId, bytes, type, width, height, used_at: usedAt };
}
