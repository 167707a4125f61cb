/** Rows of documents: found by their keys, added, changed. */
import type { DocumentDraft, DocumentRecord } from "@intaglio/contract";
import { sql } from "kysely";
import type { Expression, ExpressionBuilder, SqlBool, Transaction } from "kysely";
import type { DocumentRow, Schema } from "./schema.ts";
import { freeTime } from "./times.ts";

/** Which documents. */
export type Which = (row: ExpressionBuilder<Schema, "intaglio_documents">) => Expression<SqlBool>;

/** Adds a document, unless a unique key is taken: then it throws what the database says. */
export async function insertDocument(
  query: Transaction<Schema>,
  draft: DocumentDraft & { readonly body: string },
  now: number,
  tries: number,
): Promise<DocumentRow> {
  const { kind, id, project, name, body, expiresAt } = draft;
  await dropExpired(query, sameKeys(draft), now);
  const createdAt = await freeTime(now, tries, async (from, before) => {
    const { taken } = await query
      .selectFrom("intaglio_documents")
      .select((column) => column.fn.max("created_at").as("taken"))
      .where((row) => row.and({ kind, project }))
      .where("created_at", ">=", from)
      .where("created_at", "<", before)
      .executeTakeFirstOrThrow();
    return taken;
  });
  const times = { created_at: createdAt, updated_at: createdAt, expires_at: expiresAt };
  const row: DocumentRow = { kind, id, project, name, body, ...times, revision: 1 };
  await query.insertInto("intaglio_documents").values(row).execute();
  return row;
}

/** Changes a document that still has this revision. Throws likewise. */
export async function changeDocument(
  query: Transaction<Schema>,
  is: Pick<DocumentRow, "kind" | "id" | "revision">,
  columns: Partial<DocumentRow>,
  now: number,
): Promise<DocumentRow | undefined> {
  const { kind } = is;
  const { name } = columns;
  if (typeof name === "string") {
    const own = query
      .selectFrom("intaglio_documents")
      .select("project")
      .where((row) => row.and(is));
    const project = (await own.executeTakeFirst())?.project ?? "";
    await dropExpired(query, (row) => row.and({ kind, project, name }), now);
  }
  // The time of creation may be a little ahead of the clock.
  const later = sql<number>`case when created_at > cast(${now} as bigint) then created_at else cast(${now} as bigint) end`;
  return query
    .updateTable("intaglio_documents")
    .set({ ...columns, updated_at: later, revision: is.revision + 1 })
    .where((row) => row.and(is))
    .where(isLive(now))
    .returningAll()
    .executeTakeFirst();
}

/** Has not expired. */
export function isLive(now: number): Which {
  return (row) => row.or([row("expires_at", "is", null), row("expires_at", ">=", now)]);
}

/** Those that have the id or the name of another. */
export function sameKeys({ kind, id, project, name }: DocumentDraft): Which {
  return (row) =>
    name === null ? row.and({ kind, id }) : row.or([row.and({ kind, id }), row.and({ kind, project, name })]);
}

async function dropExpired(query: Transaction<Schema>, which: Which, now: number): Promise<void> {
  await query.deleteFrom("intaglio_documents").where(which).where("expires_at", "<", now).execute();
}

/** A row as a document. */
export function toDocument(row: DocumentRow): DocumentRecord {
  return {
    kind: row.kind,
    id: row.id,
    project: row.project,
    name: row.name,
    body: JSON.parse(row.body) as unknown,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    expiresAt: row.expires_at,
    revision: row.revision,
  };
}
