import type { Transaction } from "kysely";
import type { Database } from "./database.ts";
import type { FileRow, FileState, Schema } from "./schema.ts";

/** A file's row, if it is in one of these states; it stays as it is until the transaction ends or changes it. */
export async function lockFile(
  database: Database,
  query: Transaction<Schema>,
  id: string,
  states: readonly FileState[],
): Promise<FileRow | undefined> {
  return query
    .selectFrom("intaglio_files")
    .selectAll()
    .where("id", "=", id)
    .where("state", "in", states)
    .$if(database.connection.kind === "postgres", (select) => select.forUpdate()) // SQLite holds the write lock
    .executeTakeFirst();
}
