/** Pages of files. A page goes on after a time of upload, which is unique; never by counting rows. */
import { IntaglioError } from "@intaglio/contract";
import type { FilePage, FileQuery } from "@intaglio/contract";
import { sql } from "kysely";
import type { Kysely } from "kysely";
import type { Connect } from "./database.ts";
import { toRecord } from "./rows.ts";
import type { FileRow, Schema } from "./schema.ts";

const defaultLimit = 100;
const maxLimit = 1_000;
/** Of fixed width, so that a cursor that was cut off is no other cursor. */
const cursorText = /^1:(\d{16})$/;

/** One page. Throws `FIELD_INVALID` for a bad cursor or limit. */
export async function listFiles(connect: Connect, query: FileQuery): Promise<FilePage> {
  const limit = query.limit ?? defaultLimit;
  if (!Number.isInteger(limit) || limit < 1 || limit > maxLimit) {
    throw new IntaglioError("FIELD_INVALID", `limit ${String(limit)}`, {
      hint: `limit is a whole number from 1 to ${maxLimit}`,
    });
  }
  const after = query.after === undefined ? undefined : readCursor(query.after);
  const database = await connect();
  const rows = await database.run((kysely) => selectPage(kysely, query, after, limit + 1));
  const files = rows.slice(0, limit).map(toRecord);
  const last = files.at(-1);
  return { files, next: rows.length > limit && last !== undefined ? writeCursor(last.uploadedAt) : undefined };
}

function selectPage(
  kysely: Kysely<Schema>,
  query: FileQuery,
  after: number | undefined,
  limit: number,
): Promise<FileRow[]> {
  const [order, beyond] = query.newestFirst === true ? (["desc", "<"] as const) : (["asc", ">"] as const);
  // "Is not null" keeps what is not ready out, and lets the index be used where there is no cursor.
  const time =
    query.tag === undefined ? ("intaglio_files.uploaded_at" as const) : ("intaglio_tags.uploaded_at" as const);
  return kysely
    .selectFrom("intaglio_files")
    .$if(query.tag !== undefined, (select) =>
      select
        .innerJoin("intaglio_tags", "intaglio_tags.file_id", "intaglio_files.id")
        .where("intaglio_tags.tag", "=", query.tag ?? ""),
    )
    .selectAll("intaglio_files")
    .where(sql.ref<number>(time), "is not", null)
    .where("intaglio_files.origin", "is", null)
    .$if(after !== undefined, (select) => select.where(sql.ref<number>(time), beyond, after ?? 0))
    .$if(query.stored !== undefined, (select) =>
      select.where("intaglio_files.stored_at", query.stored === true ? "is not" : "is", null),
    )
    .orderBy(sql.ref(time), order)
    .limit(limit)
    .execute();
}

function writeCursor(uploadedAt: number): string {
  return Buffer.from(`1:${String(uploadedAt).padStart(16, "0")}`).toString("base64url");
}

function readCursor(cursor: string): number {
  const text = typeof cursor === "string" ? Buffer.from(cursor, "base64url").toString("latin1") : "";
  const time = cursorText.exec(text)?.[1];
  // Written anew, it must be the same: Buffer ignores what is not base64url.
  if (time === undefined || writeCursor(Number(time)) !== cursor) {
    throw new IntaglioError("FIELD_INVALID", "not a cursor", { hint: "after is a page's next, unchanged" });
  }
  return Number(time);
}
