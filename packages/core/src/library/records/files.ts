/** Files from the wish to the last trace: pending, ready, removed, gone. */
import { IntaglioError, isFileId } from "@intaglio/contract";
import type { FileChange, FileDraft, FileFacts, FileRecord } from "@intaglio/contract";
import type { Transaction } from "kysely";
import type { Connect, Database, FileKey } from "./database.ts";
import { forgetAllOf } from "./renditions.ts";
import { toChangedColumns, toColumns, toRecord, toSharedRecord } from "./rows.ts";
import type { FileRow, Schema } from "./schema.ts";

/** Two processes can choose the same free time; after this many tries something else is wrong. */
const timeTries = 40;
/** How far ahead of now a free time is looked for, in one step. */
const crowdMs = 1_000;

/** The part of a record store that keeps single files. */
export class Files {
  readonly #connect: Connect;
  readonly #clock: () => number;

  constructor(connect: Connect, clock: () => number) {
    this.#connect = connect;
    this.#clock = clock;
  }

  async reserve(draft: FileDraft): Promise<void> {
    const database = await this.#connect();
    if (!isFileId(draft.id)) throw new IntaglioError("INTERNAL", `not a file's id: ${JSON.stringify(draft.id)}`);
    const row: FileRow = {
      id: draft.id,
      state: "pending",
      since: this.#clock(),
      custom_id: null,
      origin: null,
      name: draft.name,
      stated_type: draft.statedType,
      type: "",
      bytes: 0,
      sha256: "",
      image: null,
      metadata: "{}",
      tags: "[]",
      access: null,
      uploaded_at: null,
      stored_at: null,
      expires_at: null,
    };
    const added = await database.runDurably((query) =>
      query
        .insertInto("intaglio_files")
        .values(row)
        .onConflict((on) => on.column("id").doNothing())
        .executeTakeFirst(),
    );
    if (added.numInsertedOrUpdatedRows !== 1n) throw new IntaglioError("INTERNAL", `file ${draft.id} exists already`);
  }

  async complete(id: string, facts: FileFacts): Promise<FileRecord> {
    const database = await this.#connect();
    for (let tries = 0; ; tries += 1) {
      try {
        return await database.transactDurably((query) => this.#complete(query, id, facts, tries));
      } catch (error) {
        const cause = error instanceof IntaglioError ? error.detail.cause : undefined;
        if (tries >= timeTries || !database.connection.isDuplicate(cause)) throw error;
        await this.#refuseTaken(id, facts);
      }
    }
  }

  async discard(id: string): Promise<void> {
    const database = await this.#connect();
    await database.runDurably((query) =>
      query.deleteFrom("intaglio_files").where("id", "=", id).where("state", "=", "pending").execute(),
    );
  }

  async find(id: string): Promise<FileRecord | undefined> {
    if (!isFileId(id)) return undefined;
    return this.findBy("id", id);
  }

  async findBy(key: FileKey, value: string): Promise<FileRecord | undefined> {
    const row = await (await this.#connect()).readFile(key, value);
    return row === undefined ? undefined : toSharedRecord(row);
  }

  async update(id: string, change: FileChange): Promise<FileRecord | undefined> {
    const columns = toChangedColumns(change);
    if (Object.keys(columns).length === 0) return this.find(id);
    const database = await this.#connect();
    return this.#whenFree(database, id, change, async (query) => {
      const changed = query
        .updateTable("intaglio_files")
        .set(columns)
        .where("id", "=", id)
        .where("state", "=", "ready");
      const row = await changed.returningAll().executeTakeFirst();
      if (row === undefined) return undefined;
      const record = toRecord(row);
      if (change.tags !== undefined) await replaceTags(query, record);
      return record;
    });
  }

  async remove(id: string, only?: { readonly expiredBefore: number }): Promise<FileRecord | undefined> {
    const database = await this.#connect();
    return database.transactDurably(async (query) => {
      const row = await lockFile(database, query, id, "ready");
      if (row === undefined || (only !== undefined && (row.expires_at ?? Infinity) >= only.expiredBefore))
        return undefined;
      const now = this.#clock();
      const free = { uploaded_at: null, expires_at: null, custom_id: null, origin: null };
      const gone = { state: "removed", since: now, ...free } as const;
      await query.updateTable("intaglio_files").set(gone).where("id", "=", id).execute();
      await query.deleteFrom("intaglio_tags").where("file_id", "=", id).execute();
      return toRecord(row);
    });
  }

  async erase(id: string): Promise<void> {
    const database = await this.#connect();
    await database.transactDurably(async (query) => {
      if ((await lockFile(database, query, id, "removed")) === undefined) return;
      await forgetAllOf(database, query, id);
      await query.deleteFrom("intaglio_files").where("id", "=", id).execute();
    });
  }

  async abandoned(time: number, limit: number): Promise<string[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query.selectFrom("intaglio_files").select("id").where("since", "<", time).orderBy("since").limit(limit).execute(),
    );
    return rows.map(({ id }) => id);
  }

  async expired(time: number, limit: number): Promise<string[]> {
    const database = await this.#connect();
    const rows = await database.run((query) =>
      query
        .selectFrom("intaglio_files")
        .select("id")
        .where("expires_at", "<", time)
        .orderBy("expires_at")
        .limit(limit)
        .execute(),
    );
    return rows.map(({ id }) => id);
  }

  /** A transaction that may write a custom id. Throws `FILE_EXISTS` when that one is taken. */
  async #whenFree<T>(
    database: Database,
    id: string,
    wanted: FileChange,
    work: (query: Transaction<Schema>) => Promise<T>,
  ): Promise<T> {
    try {
      return await database.transactDurably(work);
    } catch (error) {
      const cause = error instanceof IntaglioError ? error.detail.cause : undefined;
      if (database.connection.isDuplicate(cause)) await this.#refuseTaken(id, wanted);
      throw error;
    }
  }

  async #refuseTaken(id: string, { customId, origin }: Partial<FileFacts>): Promise<void> {
    const taken = [
      customId && (await this.findBy("custom_id", customId)),
      origin && (await this.findBy("origin", origin)),
    ];
    if (taken.some((file) => file && file.id !== id))
      throw new IntaglioError("FILE_EXISTS", "another file has this custom id or origin", {
        hint: "customId is taken",
      });
  }

  async #complete(query: Transaction<Schema>, id: string, facts: FileFacts, tries: number): Promise<FileRecord> {
    const uploadedAt = await freeTime(query, this.#clock(), tries);
    const row = await query
      .updateTable("intaglio_files")
      .set({ ...toColumns(facts), state: "ready", since: null, uploaded_at: uploadedAt })
      .where("id", "=", id)
      .where("state", "=", "pending")
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw new IntaglioError("FILE_NOT_FOUND", `file ${id} is not pending`);
    const record = toRecord(row);
    await replaceTags(query, record);
    return record;
  }
}

/** Now, or shortly after when that is taken. The unique index decides; a loser looks again, a little further on each time. */
async function freeTime(query: Transaction<Schema>, now: number, tries: number): Promise<number> {
  const { taken } = await query
    .selectFrom("intaglio_files")
    .select((column) => column.fn.max("uploaded_at").as("taken"))
    .where("uploaded_at", ">=", now)
    .where("uploaded_at", "<", now + crowdMs)
    .executeTakeFirstOrThrow();
  const free = taken === null ? now : taken + 1;
  return free + Math.floor(Math.random() * tries * 4);
}

async function replaceTags(query: Transaction<Schema>, file: FileRecord): Promise<void> {
  await query.deleteFrom("intaglio_tags").where("file_id", "=", file.id).execute();
  const rows = [...new Set(file.tags)].map((tag) => ({ tag, uploaded_at: file.uploadedAt, file_id: file.id }));
  if (rows.length > 0) await query.insertInto("intaglio_tags").values(rows).execute();
}

async function lockFile(
  database: Database,
  query: Transaction<Schema>,
  id: string,
  state: "ready" | "removed",
): Promise<FileRow | undefined> {
  return query
    .selectFrom("intaglio_files")
    .selectAll()
    .where("id", "=", id)
    .where("state", "=", state)
    .$if(database.connection.kind === "postgres", (select) => select.forUpdate()) // SQLite holds the write lock
    .executeTakeFirst();
}
