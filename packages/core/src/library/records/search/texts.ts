/**
 * The index of texts: which files have which three letters in a row. SQLite's is a table of FTS5 without contents,
 * PostgreSQL's an array under a GIN index; both are known by the file's time of upload and say too much rather than too little.
 */
import { wordsOf } from "@intaglio/contract";
import { sql } from "kysely";
import type { RawBuilder, Transaction } from "kysely";
import type { Connection } from "../database.ts";
import type { FileRow, Schema } from "../schema.ts";

type Kind = Connection["kind"];

/** Enters a file that can be listed and was not removed. */
export async function enterText(kind: Kind, query: Transaction<Schema>, row: FileRow): Promise<void> {
  if (row.uploaded_at === null || (row.shelf !== 0 && row.shelf !== 1)) return;
  const { name, metadata, type } = row;
  const values = metadata === "{}" ? [] : Object.values(JSON.parse(metadata) as Record<string, string>);
  const text = wordsOf([name, ...values, type].join(" ")).join(" ");
  const grams = kind === "sqlite" ? sql`${text}` : toArray(gramsOf(text));
  await sql`insert into intaglio_texts (rowid, grams) values (${row.uploaded_at}, ${grams})`.execute(query);
}

/** The file is found no more. */
export async function dropText(query: Transaction<Schema>, { uploaded_at }: FileRow): Promise<void> {
  await sql`delete from intaglio_texts where rowid = ${uploaded_at}`.execute(query);
}

/** Enters a file in the place of how it was entered before. */
export async function replaceText(kind: Kind, query: Transaction<Schema>, row: FileRow): Promise<void> {
  await dropText(query, row);
  await enterText(kind, query, row);
}

/** What rows must meet to hold all of these words; undefined where none is long enough for the index. */
export function holds(kind: Kind, words: readonly string[]): RawBuilder<unknown> | undefined {
  const grams = [...new Set(words.flatMap(gramsOf))];
  if (grams.length === 0) return undefined;
  if (kind === "postgres") return sql`grams @> ${toArray(grams)}`;
  const match = grams.map((gram) => `"${gram}"`).join(" AND "); // words hold no quotes
  return sql`intaglio_texts match ${match}`;
}

/** Every three letters in a row, each once. */
function gramsOf(text: string): string[] {
  const letters = [...text];
  return [...new Set(letters.slice(2).map((_, at) => letters.slice(at, at + 3).join("")))];
}

function toArray(grams: readonly string[]): RawBuilder<unknown> {
  return sql`cast(${sql.val(grams)} as text[])`;
}
