/** Documents on SQL. Expired ones are as good as gone: every statement looks at the time. */
import { IntaglioError } from "@intaglio/contract";
import type { DocumentDraft, DocumentQuery, DocumentRecord, DocumentTable } from "@intaglio/contract";
import { sql } from "kysely";
import type { Expression, ExpressionBuilder, SqlBool, Transaction } from "kysely";
import type { Connect, Database } from "./database.ts";
import { checkDocumentQuery, checkDraft, checkKey, checkKind, isKey, writeBody } from "./document-checks.ts";
import type { DocumentRow, Schema } from "./schema.ts";
import { freeTime, timeTries } from "./times.ts";

type Change = Parameters<DocumentTable["update"]>[3];
/** Which documents. */
type Which = (row: ExpressionBuilder<Schema, "intaglio_documents">) => Expression<SqlBool>;

const dropAtOnce = 500;

/** Documents on SQL. */
export class Documents implements DocumentTable {
  readonly #connect: Connect;
  readonly #clock: () => number;

  constructor(connect: Connect, clock: () => number) {
    this.#connect = connect;
    this.#clock = clock;
  }

  async add(draft: DocumentDraft): Promise<DocumentRecord | undefined> {
    checkDraft(draft);
    const body = writeBody(draft.body);
    const database = await this.#connect();
    for (let tries = 0; ; tries += 1) {
      const row = await whenFree(database, (query) => this.#add(query, { ...draft, body }, tries));
      if (row !== undefined) return toDocument(row);
      if ((await this.#findBy(sameKeys(draft))) !== undefined) return undefined;
      // Else only the time was taken, or the other one is gone again.
      if (tries === timeTries) throw new IntaglioError("DATABASE_FAILED", "no time of creation is free");
    }
  }

  async find(kind: string, id: string): Promise<DocumentRecord | undefined> {
    checkKind(kind);
    return isKey("id", id) ? this.#findBy((row) => row.and({ kind, id })) : undefined;
  }

  async findByName(kind: string, project: string, name: string): Promise<DocumentRecord | undefined> {
    checkKind(kind);
    return isKey("name", name) ? this.#findBy((row) => row.and({ kind, project, name })) : undefined;
  }

  async list(query: DocumentQuery): Promise<DocumentRecord[]> {
    checkDocumentQuery(query);
    const { kind, project, from, to, newestFirst = false, limit } = query;
    const [onwards, backwards] = newestFirst ? (["<=", ">"] as const) : ([">=", "<"] as const);
    const order = newestFirst === (to === undefined) ? "desc" : "asc"; // those before a time are read backwards, from it
    const database = await this.#connect();
    const rows = await database.run((kysely) =>
      kysely
        .selectFrom("intaglio_documents")
        .selectAll()
        .where("kind", "=", kind)
        .where(isLive(this.#clock()))
        .$if(project !== undefined, (select) => select.where("project", "=", project ?? ""))
        .$if(from !== undefined, (select) => select.where("created_at", onwards, from ?? 0))
        .$if(to !== undefined, (select) => select.where("created_at", backwards, to ?? 0))
        .orderBy("created_at", order)
        .orderBy("project", order)
        .limit(limit)
        .execute(),
    );
    return (to === undefined ? rows : rows.toReversed()).map(toDocument);
  }

  async count(kind: string, project: string): Promise<number> {
    checkKind(kind);
    const database = await this.#connect();
    const { all } = await database.run((query) =>
      query
        .selectFrom("intaglio_documents")
        .select(sql<number>`count(*)`.as("all"))
        .where((row) => row.and({ kind, project }))
        .where(isLive(this.#clock()))
        .executeTakeFirstOrThrow(),
    );
    return all;
  }

  async update(kind: string, id: string, revision: number, change: Change): Promise<DocumentRecord | undefined> {
    checkKind(kind);
    if (!isKey("id", id)) return undefined;
    const { name, body, expiresAt } = change;
    if (typeof name === "string") checkKey("name", name);
    const columns: Partial<DocumentRow> = {
      ...(name === undefined ? {} : { name }),
      ...(body === undefined ? {} : { body: writeBody(body) }),
      ...(expiresAt === undefined ? {} : { expires_at: expiresAt }),
    };
    const database = await this.#connect();
    const row = await whenFree(database, (query) => this.#update(query, { kind, id, revision }, columns));
    return row && toDocument(row);
  }

  async remove(kind: string, id: string): Promise<boolean> {
    checkKind(kind);
    if (!isKey("id", id)) return false;
    const database = await this.#connect();
    const gone = await database.runDurably((query) =>
      query
        .deleteFrom("intaglio_documents")
        .where((row) => row.and({ kind, id }))
        .where(isLive(this.#clock()))
        .executeTakeFirst(),
    );
    return gone.numDeletedRows > 0n;
  }

  async next(sequence: string): Promise<number> {
    checkKey("sequence", sequence);
    const database = await this.#connect();
    const { last } = await database.runDurably((query) =>
      query
        .insertInto("intaglio_sequences")
        .values({ name: sequence, last: 1 })
        .onConflict((on) => on.column("name").doUpdateSet({ last: sql<number>`intaglio_sequences.last + 1` }))
        .returning("last")
        .executeTakeFirstOrThrow(),
    );
    return last;
  }

  /** In portions, so that nobody waits for long. */
  async dropExpired(time: number): Promise<number> {
    const database = await this.#connect();
    for (let all = 0; ;) {
      const { numDeletedRows } = await database.runDurably((query) =>
        query
          .deleteFrom("intaglio_documents")
          .where(({ refTuple, selectFrom }) => {
            const some = selectFrom("intaglio_documents as old").select(["old.kind", "old.id"]);
            const expired = some.where("old.expires_at", "<", time).orderBy("old.expires_at").limit(dropAtOnce);
            return sql<SqlBool>`${refTuple("kind", "id")} in ${expired}`;
          })
          .where("expires_at", "<", time) // it may have been prolonged since
          .executeTakeFirst(),
      );
      all += Number(numDeletedRows);
      if (numDeletedRows < dropAtOnce) return all;
    }
  }

  async #findBy(which: Which): Promise<DocumentRecord | undefined> {
    const database = await this.#connect();
    const row = await database.run((query) =>
      query
        .selectFrom("intaglio_documents")
        .selectAll()
        .where(which)
        .where(isLive(this.#clock()))
        .limit(1)
        .executeTakeFirst(),
    );
    return row && toDocument(row);
  }

  async #add(
    query: Transaction<Schema>,
    draft: DocumentDraft & { readonly body: string },
    tries: number,
  ): Promise<DocumentRow> {
    const { kind, id, project, name, body, expiresAt } = draft;
    const now = this.#clock();
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

  async #update(
    query: Transaction<Schema>,
    is: Pick<DocumentRow, "kind" | "id" | "revision">,
    columns: Partial<DocumentRow>,
  ): Promise<DocumentRow | undefined> {
    const now = this.#clock();
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
    return query
      .updateTable("intaglio_documents")
      .set({ ...columns, updated_at: now, revision: is.revision + 1 })
      .where((row) => row.and(is))
      .where(isLive(now))
      .returningAll()
      .executeTakeFirst();
  }
}

/** Undefined when a unique key is taken. */
async function whenFree<T>(
  database: Database,
  work: (query: Transaction<Schema>) => Promise<T>,
): Promise<T | undefined> {
  try {
    return await database.transactDurably(work);
  } catch (error) {
    const cause = error instanceof IntaglioError ? error.detail.cause : undefined;
    if (database.connection.isDuplicate(cause)) return undefined;
    throw error;
  }
}

/** Has not expired. */
function isLive(now: number): Which {
  return (row) => row.or([row("expires_at", "is", null), row("expires_at", ">=", now)]);
}

/** Those that have the id or the name of another. */
function sameKeys({ kind, id, project, name }: DocumentDraft): Which {
  return (row) =>
    name === null ? row.and({ kind, id }) : row.or([row.and({ kind, id }), row.and({ kind, project, name })]);
}

async function dropExpired(query: Transaction<Schema>, which: Which, now: number): Promise<void> {
  await query.deleteFrom("intaglio_documents").where(which).where("expires_at", "<", now).execute();
}

function toDocument(row: DocumentRow): DocumentRecord {
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
