/** Pages of files. A page goes on after a time of upload, which is unique; never by counting rows. */
import { IntaglioError } from "@intaglio/contract";
import type { FilePage, FileQuery } from "@intaglio/contract";
import type { Kysely, SelectQueryBuilder } from "kysely";
import type { Connect } from "./database.ts";
import { toRecord } from "./rows.ts";
import type { FileRow, Schema, Shelf } from "./schema.ts";
import { shelvesOf } from "./shelves.ts";

const defaultLimit = 100;
const maxLimit = 1_001;
/** Of fixed width, so that a cursor that was cut off is no other cursor. */
const cursorText = /^1:(\d{16})$/;

/** What to read: times of upload up to a limit, from those bounds on, in that direction. */
interface Walk {
  readonly direction: "asc" | "desc";
  readonly bounds: readonly (readonly [comparison: "<" | "<=" | ">" | ">=", time: number])[];
  readonly limit: number;
}

/** One page. Throws `FIELD_INVALID` for a bad cursor, limit or time. */
export async function listFiles(connect: Connect, query: FileQuery): Promise<FilePage> {
  const limit = query.limit ?? defaultLimit;
  checkQuery(query, limit);
  const walk = toWalk(query, limit);
  const database = await connect();
  const rows = await database.run((kysely) => selectPage(kysely, query, walk));
  // Those before a time are read backwards, from it.
  if (query.to !== undefined) return { files: rows.toReversed().map(toRecord), next: undefined };
  const files = rows.slice(0, limit).map(toRecord);
  const last = files.at(-1);
  return { files, next: rows.length > limit && last !== undefined ? writeCursor(last.uploadedAt) : undefined };
}

function toWalk({ newestFirst = false, from, to, after }: FileQuery, limit: number): Walk {
  const [onwards, backwards] = newestFirst ? (["<", ">"] as const) : ([">", "<"] as const);
  if (to !== undefined) return { direction: newestFirst ? "asc" : "desc", bounds: [[backwards, to]], limit };
  const bounds: Walk["bounds"][number][] = [];
  if (from !== undefined) bounds.push([`${onwards}=`, from]);
  if (after !== undefined) bounds.push([onwards, readCursor(after)]);
  return { direction: newestFirst ? "desc" : "asc", bounds, limit: limit + 1 };
}

/** The times first, from indexes that hold nothing else, merged in order; then just those rows. */
function selectPage(kysely: Kysely<Schema>, query: FileQuery, walk: Walk): Promise<FileRow[]> {
  const [times, ...others] = shelvesOf(query).map((shelf) => selectTimes(kysely, query, shelf, walk));
  if (times === undefined) return Promise.resolve([]);
  const page = others
    .reduce((all, other) => all.unionAll(other), times)
    .orderBy("uploaded_at", walk.direction)
    .limit(walk.limit);
  return kysely
    .selectFrom("intaglio_files")
    .selectAll()
    .where("uploaded_at", "in", page)
    .orderBy("uploaded_at", walk.direction)
    .execute();
}

type Times = SelectQueryBuilder<Schema, "intaglio_tags", { uploaded_at: number }>;

function selectTimes(kysely: Kysely<Schema>, { project, tag }: FileQuery, shelf: Shelf, { bounds }: Walk): Times {
  // Both tables have these columns.
  const table = tag === undefined ? ("intaglio_files" as "intaglio_tags") : "intaglio_tags";
  let times = kysely.selectFrom(table).select("uploaded_at").where("shelf", "=", shelf);
  if (tag !== undefined) times = times.where("tag", "=", tag);
  if (project !== undefined) times = times.where("project", "=", project);
  for (const [comparison, time] of bounds) times = times.where("uploaded_at", comparison, time);
  return times;
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
