/** How files go: buried, from where they can come back, or removed at once; then erased. */
import { isFileId } from "@intaglio/contract";
import type { FileRecord } from "@intaglio/contract";
import type { Transaction } from "kysely";
import { countMove } from "./counts.ts";
import type { Connect } from "./database.ts";
import { lockFile } from "./lock-file.ts";
import { forgetAllOf } from "./renditions.ts";
import { toRecord } from "./rows.ts";
import type { FileRow, Schema } from "./schema.ts";
import { dropText, enterText } from "./search/texts.ts";
import { shelfOf } from "./shelves.ts";
import { addTags, dropTags } from "./tags.ts";

/** The part of a record store that lets files go. */
export class Removals {
  readonly #connect: Connect;
  readonly #clock: () => number;

  constructor(connect: Connect, clock: () => number) {
    this.#connect = connect;
    this.#clock = clock;
  }

  async remove(id: string, only?: { readonly expiredBefore: number }): Promise<FileRecord | undefined> {
    const database = await this.#connect();
    return database.transactDurably(async (query) => {
      const row = await lockFile(database, query, id, ["ready", "buried"]);
      if (row === undefined || (only !== undefined && (row.expires_at ?? Infinity) >= only.expiredBefore))
        return undefined;
      const free = { uploaded_at: null, expires_at: null, custom_id: null, origin: null, shelf: null };
      await change(query, row, { state: "removed", since: this.#clock(), ...free });
      await dropTags(query, id);
      await query.updateTable("intaglio_backups").set({ drop_at: this.#clock() }).where("file_id", "=", id).execute();
      await dropText(query, row);
      await countMove(query, row, undefined);
      return toRecord(row);
    });
  }

  async bury(id: string, until: number): Promise<FileRecord | undefined> {
    if (!isFileId(id)) return undefined;
    const database = await this.#connect();
    return database.transactDurably(async (query) => {
      const row = await lockFile(database, query, id, ["ready"]);
      if (row === undefined || row.origin !== null) return undefined;
      const buried = { state: "buried", custom_id: null, expires_at: until, removed_at: this.#clock() } as const;
      const changed = await change(query, row, buried);
      await dropTags(query, id);
      await dropText(query, row);
      await countMove(query, row, changed);
      return toRecord(changed);
    });
  }

  async findBuried(id: string): Promise<FileRecord | undefined> {
    if (!isFileId(id)) return undefined;
    const database = await this.#connect();
    const row = await database.run((query) =>
      query
        .selectFrom("intaglio_files")
        .selectAll()
        .where("id", "=", id)
        .where("state", "=", "buried")
        .executeTakeFirst(),
    );
    return row && toRecord(row);
  }

  async restore(id: string): Promise<FileRecord | undefined> {
    if (!isFileId(id)) return undefined;
    const database = await this.#connect();
    return database.transactDurably(async (query) => {
      const row = await lockFile(database, query, id, ["buried"]);
      if (row === undefined) return undefined;
      const stored = { state: "ready", stored_at: this.#clock(), expires_at: null, removed_at: null } as const;
      const changed = await change(query, row, stored);
      await addTags(query, changed);
      await enterText(database.connection.kind, query, changed);
      await countMove(query, row, changed);
      return toRecord(changed);
    });
  }

  async erase(id: string): Promise<void> {
    const database = await this.#connect();
    await database.transactDurably(async (query) => {
      if ((await lockFile(database, query, id, ["removed"])) === undefined) return;
      await forgetAllOf(database, query, id);
      await query.deleteFrom("intaglio_files").where("id", "=", id).execute();
    });
  }
}

/** Changes a locked row, which then is on the shelf of its new state. */
async function change(query: Transaction<Schema>, row: FileRow, columns: Partial<FileRow>): Promise<FileRow> {
  const changed = { ...row, ...columns };
  changed.shelf = shelfOf(changed);
  await query
    .updateTable("intaglio_files")
    .set({ ...columns, shelf: changed.shelf })
    .where("id", "=", row.id)
    .execute();
  return changed;
}
