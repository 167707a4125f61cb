/** The table of tags, which serves searches only: a file's own row holds them as well. */
import type { Transaction } from "kysely";
import type { FileRow, Schema, TagRow } from "./schema.ts";

/** Enters the tags of a file that has none in the table. */
export async function addTags(query: Transaction<Schema>, file: FileRow): Promise<void> {
  const { id, project, shelf, uploaded_at, tags } = file;
  if (shelf === null || uploaded_at === null || tags === "[]") return;
  const rows = [...new Set(JSON.parse(tags) as string[])].map((tag): TagRow => ({
    tag,
    project,
    shelf,
    uploaded_at,
    file_id: id,
  }));
  await query.insertInto("intaglio_tags").values(rows).execute();
}

/** Enters a file's tags in the place of those it had. */
export async function replaceTags(query: Transaction<Schema>, file: FileRow): Promise<void> {
  await dropTags(query, file.id);
  await addTags(query, file);
}

/** The file is found by no tag any more. */
export async function dropTags(query: Transaction<Schema>, fileId: string): Promise<void> {
  await query.deleteFrom("intaglio_tags").where("file_id", "=", fileId).execute();
}
