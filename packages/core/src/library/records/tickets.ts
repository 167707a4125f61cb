/** Tickets: each change is one conditional statement, so parallel calls cannot pass the limit together. */
import { IntaglioError } from "@intaglio/contract";
import type { TicketTable } from "@intaglio/contract";
import { sql } from "kysely";
import type { Connect } from "./database.ts";
import { atMostEvery } from "./tidying.ts";

/** Rows stay this long after they have expired: the machines' clocks may differ. */
const graceMs = 3_600_000;

/** Tickets on SQL. */
export class Tickets implements TicketTable {
  readonly #connect: Connect;
  readonly #isTime = atMostEvery();

  constructor(connect: Connect) {
    this.#connect = connect;
  }

  async spend(id: string, uses: number, limit: number, expiresAt: number): Promise<boolean> {
    checkUses(uses);
    if (uses > limit) return false;
    const database = await this.#connect();
    if (this.#isTime()) await this.#tidy();
    const together = sql<number>`intaglio_tickets.used + cast(${uses} as bigint)`;
    const result = await database.runDurably((query) =>
      query
        .insertInto("intaglio_tickets")
        .values({ id, used: uses, expires_at: expiresAt })
        .onConflict((on) => on.column("id").doUpdateSet({ used: together }).where(together, "<=", limit))
        .executeTakeFirst(),
    );
    return result.numInsertedOrUpdatedRows === 1n;
  }

  async refund(id: string, uses: number): Promise<void> {
    checkUses(uses);
    const database = await this.#connect();
    const rest = sql<number>`case when used > cast(${uses} as bigint) then used - cast(${uses} as bigint) else 0 end`;
    await database.runDurably((query) =>
      query.updateTable("intaglio_tickets").set({ used: rest }).where("id", "=", id).execute(),
    );
  }

  async #tidy(): Promise<void> {
    const database = await this.#connect();
    const before = sql<number>`${database.connection.now()} - cast(${graceMs} as bigint)`;
    await database.runDurably((query) =>
      query.deleteFrom("intaglio_tickets").where("expires_at", "<", before).execute(),
    );
  }
}

/** A negative number would hand out uses that nobody paid for. */
function checkUses(uses: number): void {
  if (!Number.isSafeInteger(uses) || uses < 1)
    throw new IntaglioError("INTERNAL", `not a number of uses: ${String(uses)}`);
}
