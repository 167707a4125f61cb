/** Pages of files. A page goes on after a time of upload, which is unique; never by counting rows. */
import { IntaglioError } from "@intaglio/contract";
import type { FilePage, FileQuery } from "@intaglio/contract";
import { sql } from "kysely";
import type { Kysely, RawBuilder, SqlBool } from "kysely";
import type { Connect, Connection } from "./database.ts";
import { toRecord } from "./rows.ts";
import type { FileRow, Schema, Shelf } from "./schema.ts";
import { shelvesOf } from "./shelves.ts";

const defaultLimit = 100;
const maxLimit = 1_001;
/** Of fixed width, so that a cursor that was cut off is no other cursor. */
const cursorText = /^1:(\d{16})$/;

/** What to read: times of upload in that direction, from `start` on, itself included. */
interface Walk {
  readonly direction: "asc" | "desc";
  readonly start: number;
  readonly limit: number;
}

/** One page. Throws `FIELD_INVALID` for a bad cursor, limit or time. */
export async function listFiles(connect: Connect, query: FileQuery): Promise<FilePage> {
  const limit = query.limit ?? defaultLimit;
  checkQuery(query, limit);
  const walk = toWalk(query, limit);
  const database = await connect();
  const rows = await database.run((kysely) => selectPage(kysely, database.connection.kind, query, walk));
  // Those before a time are read backwards, from it.
  if (query.to !== undefined) return { files: rows.toReversed().map(toRecord), next: undefined };
  const files = rows.slice(0, limit).map(toRecord);
  const last = files.at(-1);
  return { files, next: rows.length > limit && last !== undefined ? writeCursor(last.uploadedAt) : undefined };
}

function toWalk({ newestFirst = false, from, to, after }: FileQuery, limit: number): Walk {
  const [up, down] = newestFirst ? ([-1, 1] as const) : ([1, -1] as const);
  const direction = (step: 1 | -1) => (step === 1 ? "asc" : "desc");
  if (to !== undefined) return { direction: direction(down), start: to + down, limit };
  const starts = [-up * Number.MAX_SAFE_INTEGER];
  if (from !== undefined) starts.push(from);
  if (after !== undefined) starts.push(readCursor(after) + up);
  const start = newestFirst ? Math.min(...starts) : Math.max(...starts);
  return { direction: direction(up), start, limit: limit + 1 };
}

/** The times first, from indexes that hold nothing else; then just those rows. */
function selectPage(
  kysely: Kysely<Schema>,
  database: Connection["kind"],
  query: FileQuery,
  walk: Walk,
): Promise<FileRow[]> {
  const { direction, limit } = walk;
  const times = shelvesOf(query).map((shelf) => selectTimes(query, shelf, walk));
  const page = sql`${sql.join(times, sql` union all `)} order by uploaded_at ${sql.raw(direction)} limit ${limit}`;
  // PostgreSQL may join what is merely "in", and then read all files from the first one on. An array it looks up.
  const isOnPage =
    database === "postgres" ? sql<SqlBool>`uploaded_at = any (array(${page}))` : sql<SqlBool>`uploaded_at in (${page})`;
  return kysely.selectFrom("intaglio_files").selectAll().where(isOnPage).orderBy("uploaded_at", direction).execute();
}

/**
 * As many from each shelf as the page may need: PostgreSQL would sort two whole shelves rather than merge them. The last
 * key is compared as a range and part of the order, which only the index that is meant has: with "=" for all of them
 * PostgreSQL may take an index of times alone, and read and leave out what is in other lists.
 */
function selectTimes(
  { project, tag }: FileQuery,
  shelf: Shelf,
  { direction, start, limit }: Walk,
): RawBuilder<unknown> {
  const keys = Object.entries({ tag, shelf, project }).filter(([, value]) => value !== undefined);
  const equal = keys.slice(0, -1).map(([column, value]) => sql`${sql.ref(column)} = ${value} and `);
  const [column, value] = keys.at(-1) ?? [];
  const last = sql.ref(column ?? "shelf");
  const [onwards, back, order] = (direction === "asc" ? [">=", "<=", "asc"] : ["<=", ">=", "desc"]).map((word) =>
    sql.raw(word),
  );
  return sql`select uploaded_at from (
    select uploaded_at from ${sql.table(tag === undefined ? "intaglio_files" : "intaglio_tags")}
    where ${sql.join(equal, sql``)}(${last}, uploaded_at) ${onwards} (${value}, ${start}) and ${last} ${back} ${value}
    order by ${last} ${order}, uploaded_at ${order} limit ${limit}
  ) as times`;
}

function checkQuery({ from, to, after }: FileQuery, limit: number): void {
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit)
    refuse(`limit ${String(limit)}`, `limit is a whole number from 1 to ${maxLimit}`);
  for (const [name, time] of Object.entries({ from, to }))
    if (time !== undefined && !Number.isSafeInteger(time))
      refuse(`${name} ${String(time)}`, `${name} is a whole number of milliseconds`);
  if (to !== undefined && (from !== undefined || after !== undefined))
    refuse("to beside from or after", "to is not given together with from or after");
}

function writeCursor(uploadedAt: number): string {
  return Buffer.from(`1:${String(uploadedAt).padStart(16, "0")}`).toString("base64url");
}

function readCursor(cursor: string): number {
  const text = typeof cursor === "string" ? Buffer.from(cursor, "base64url").toString("latin1") : "";
  const time = cursorText.exec(text)?.[1];
  // Written anew, it must be the same: Buffer ignores what is not base64url.
  if (time === undefined || writeCursor(Number(time)) !== cursor)
    refuse("not a cursor", "after is a page's next, unchanged");
  return Number(time);
}

function refuse(message: string, hint: string): never {
  throw new IntaglioError("FIELD_INVALID", message, { hint });
}
