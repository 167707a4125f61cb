/** Documents on SQL. Expired ones are as good as gone: every statement looks at the time. */
import { IntaglioError } from "@intaglio/contract";
import type { DocumentDraft, DocumentQuery, DocumentRecord, DocumentTable } from "@intaglio/contract";
import { sql } from "kysely";
import type { SqlBool, Transaction } from "kysely";
import type { Connect, Database } from "./database.ts";
import { checkDocumentQuery, checkDraft, checkKey, checkKind, isKey, writeBody } from "./document-checks.ts";
import { changeDocument, insertDocument, isLive, sameKeys, toDocument } from "./document-rows.ts";
import type { Which } from "./document-rows.ts";
import type { DocumentRow, Schema } from "./schema.ts";
import { timeTries } from "./times.ts";

type Change = Parameters<DocumentTable["update"]>[3];

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
      const row = await whenFree(database, (query) => insertDocument(query, { ...draft, body }, this.#clock(), tries));
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
    const isDown = newestFirst === (to === undefined); // those before a time are read backwards, from it
    const [onwards, back, order] = isDown ? (["<=", ">=", "desc"] as const) : ([">=", "<=", "asc"] as const);
    const step = isDown ? -1 : 1;
    const start = from ?? (to === undefined ? -step * Number.MAX_SAFE_INTEGER : to + step);
    const database = await this.#connect();
    const rows = await database.run((kysely) => {
      const all = kysely
        .selectFrom("intaglio_documents")
        .selectAll()
        .where("kind", "=", kind)
        .where(isLive(this.#clock()))
        .limit(limit);
      if (project === undefined)
        return all.where("created_at", onwards, start).orderBy("created_at", order).orderBy("project", order).execute();
      return all // a range of one, for the same reason as in the lists of files
        .where(({ eb, refTuple, tuple }) => eb(refTuple("project", "created_at"), onwards, tuple(project, start)))
        .where("project", back, project)
        .orderBy("project", order)
        .orderBy("created_at", order)
        .execute();
    });
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
    const row = await whenFree(database, (query) =>
      changeDocument(query, { kind, id, revision }, columns, this.#clock()),
    );
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
