/** Leases. Times are the database's own on PostgreSQL, where several machines compare them. */
import type { LeaseTable } from "@intaglio/contract";
import { sql } from "kysely";
import type { Connect } from "./database.ts";
import { portions } from "./portions.ts";
import { atMostEvery } from "./tidying.ts";

/** Leases on SQL. */
export class Leases implements LeaseTable {
  readonly #connect: Connect;
  readonly #isTime = atMostEvery();

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async acquire(name: string, owner: string, ttlMs: number): Promise<boolean> {
    const database = await this.#connect();
    if (this.#isTime()) await this.#tidy();
    const now = database.connection.now();
    const ends = sql<number>`${now} + cast(${Math.ceil(ttlMs)} as bigint)`;
    const result = await database.run((query) =>
      query
        .insertInto("intaglio_leases")
        .values({ name, owner, expires_at: ends })
        .onConflict((on) =>
          on
            .column("name")
            .doUpdateSet({ owner, expires_at: ends })
            .where((row) =>
              row.or([row("intaglio_leases.owner", "=", owner), row("intaglio_leases.expires_at", "<=", now)]),
            ),
        )
        .executeTakeFirst(),
    );
    return result.numInsertedOrUpdatedRows === 1n;
  }

  async release(names: readonly string[], owner: string): Promise<void> {
    const database = await this.#connect();
    for (const some of portions(names))
      await database.run((query) =>
        query.deleteFrom("intaglio_leases").where("name", "in", some).where("owner", "=", owner).execute(),
      );
  }

  /** A process that was killed leaves its leases behind, and many names are used only once. */
  async #tidy(): Promise<void> {
    const database = await this.#connect();
    await database.run((query) =>
      query.deleteFrom("intaglio_leases").where("expires_at", "<=", database.connection.now()).execute(),
    );
  }
}
