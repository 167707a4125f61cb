/** The ledger of backups: which file's copy is on which store. */
import type { BackupCounts, BackupEntry, BackupLedger } from "@intaglio/contract";
import { sql } from "kysely";
import type { Connect } from "./database.ts";
import { portions } from "./portions.ts";
import type { BackupRow } from "./schema.ts";

/** The ledger on SQL. */
export class Backups implements BackupLedger {
  readonly #connect: Connect;

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async find(fileIds: readonly string[]): Promise<BackupEntry[]> {
    const database = await this.#connect();
    const found: BackupRow[] = [];
    for (const some of portions(fileIds))
      found.push(
        ...(await database.run((query) =>
          query.selectFrom("intaglio_backups").selectAll().where("file_id", "in", some).execute(),
        )),
      );
    return found.map(toEntry);
  }

  async note({ fileId, store, version, problem }: Omit<BackupEntry, "dropAt">): Promise<void> {
    const database = await this.#connect();
    await database.run((query) =>
      query
        .insertInto("intaglio_backups")
        .values({ file_id: fileId, store, version, problem, drop_at: null })
        .onConflict((on) => on.columns(["file_id", "store"]).doUpdateSet({ version, problem }))
        .execute(),
    );
  }

  async dropFrom(fileId: string, time: number): Promise<void> {
    const database = await this.#connect();
    await database.run((query) =>
      query.updateTable("intaglio_backups").set({ drop_at: time }).where("file_id", "=", fileId).execute(),
    );
  }

  async due(store: string, time: number, limit: number): Promise<BackupEntry[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query
        .selectFrom("intaglio_backups")
        .selectAll()
        .where("store", "=", store)
        .where("drop_at", "<=", time)
        .orderBy("drop_at")
        .limit(limit)
        .execute(),
    );
    return rows.map(toEntry);
  }

  async failing(limit: number): Promise<BackupEntry[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query
        .selectFrom("intaglio_backups")
        .selectAll()
        .where("problem", "is not", null)
        .orderBy("store")
        .orderBy("file_id")
        .limit(limit)
        .execute(),
    );
    return rows.map(toEntry);
  }

  async counts(): Promise<BackupCounts[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query
        .selectFrom("intaglio_backups")
        .select([
          "store",
          sql<number>`count(case when drop_at is null then version end)`.as("copied"),
          sql<number>`count(case when drop_at is null then problem end)`.as("failing"),
          sql<number>`count(drop_at)`.as("leaving"),
        ])
        .groupBy("store")
        .orderBy("store")
        .execute(),
    );
    return rows.map(({ store, copied, failing, leaving }) => ({ store, copied, failing, leaving }));
  }

  async forget(fileId: string, store: string): Promise<void> {
    const database = await this.#connect();
    await database.run((query) =>
      query.deleteFrom("intaglio_backups").where("file_id", "=", fileId).where("store", "=", store).execute(),
    );
  }
}

function toEntry({ file_id, store, version, problem, drop_at }: BackupRow): BackupEntry {
  return { fileId: file_id, store, version, problem, dropAt: drop_at };
}
