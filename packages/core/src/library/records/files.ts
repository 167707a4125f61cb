/** Files from the wish to what is delivered: pending, ready. How they go is in `removals.ts`. */
import { IntaglioError, isFileId } from "@intaglio/contract";
import type { FileChange, FileDraft, FileFacts, FileRecord } from "@intaglio/contract";
import type { Transaction } from "kysely";
import { countMove } from "./counts.ts";
import type { Connect, Connection, Database, FileKey } from "./database.ts";
import { lockFile } from "./lock-file.ts";
import { toChangedColumns, toColumns, toRecord, toSharedRecord } from "./rows.ts";
import type { FileRow, Schema } from "./schema.ts";
import { shelfOf } from "./shelves.ts";
import { enterText, replaceText } from "./search/texts.ts";
import { addTags, replaceTags } from "./tags.ts";
import { freeTime, timeTries } from "./times.ts";

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
      project: "",
      state: "pending",
      shelf: null,
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
      removed_at: null,
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

  async complete(id: string, facts: FileFacts, uploadedAt?: number): Promise<FileRecord> {
    const database = await this.#connect();
    for (let tries = 0; ; tries += 1) {
      try {
        return await database.transactDurably((query) =>
          this.#complete(database.connection.kind, query, id, facts, uploadedAt, tries),
        );
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
      const before = await lockFile(database, query, id, ["ready"]);
      if (before === undefined) return undefined;
      const row = { ...before, ...columns };
      row.shelf = shelfOf(row);
      await query
        .updateTable("intaglio_files")
        .set({ ...columns, shelf: row.shelf })
        .where("id", "=", id)
        .execute();
      if (change.tags !== undefined || row.shelf !== before.shelf) await replaceTags(query, row);
      if (change.name !== undefined || change.metadata !== undefined)
        await replaceText(database.connection.kind, query, row);
      await countMove(query, before, row);
      return toRecord(row);
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

  async #complete(
    kind: Connection["kind"],
    query: Transaction<Schema>,
    id: string,
    facts: FileFacts,
    wanted: number | undefined,
    tries: number,
  ): Promise<FileRecord> {
    const uploadedAt =
      wanted !== undefined && tries === 0 ? wanted : await freeUploadTime(query, wanted ?? this.#clock(), tries);
    const shelf = shelfOf({ state: "ready", origin: facts.origin, stored_at: facts.storedAt });
    const row = await query
      .updateTable("intaglio_files")
      .set({ ...toColumns(facts), state: "ready", since: null, uploaded_at: uploadedAt, shelf })
      .where("id", "=", id)
      .where("state", "=", "pending")
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) throw new IntaglioError("FILE_NOT_FOUND", `file ${id} is not pending`);
    await addTags(query, row);
    await enterText(kind, query, row);
    await countMove(query, undefined, row);
    return toRecord(row);
  }
}

async function freeUploadTime(query: Transaction<Schema>, now: number, tries: number): Promise<number> {
  return freeTime(now, tries, async (from, before) => {
    const { taken } = await query
      .selectFrom("intaglio_files")
      .select((column) => column.fn.max("uploaded_at").as("taken"))
      .where("uploaded_at", ">=", from)
      .where("uploaded_at", "<", before)
      .executeTakeFirstOrThrow();
    return taken;
  });
}
