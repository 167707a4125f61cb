/** How many files each project has, on each shelf: kept, since a count of a million rows takes too long. */
import type { FileCounts } from "@intaglio/contract";
import { sql } from "kysely";
import type { Transaction } from "kysely";
import type { Connect } from "./database.ts";
import type { Schema, Shelf } from "./schema.ts";

/** Each number is spread over so many rows: a row is locked until the commit is on disk, and nobody is to wait for all others. */
const slots = 8;

/** A file's project, and the shelf it is on. */
export interface Place {
  readonly project: string;
  readonly shelf: Shelf | null;
}

/**
 * Counts a file that goes from one place to another of the same project; undefined: it is nowhere. The last statement
 * of its transaction, so that others wait for nothing but the commit. Rows are taken in the same order everywhere, and
 * nothing else is waited for after them, so that no two can wait for each other.
 */
export async function countMove(
  query: Transaction<Schema>,
  from: Place | undefined,
  to: Place | undefined,
): Promise<void> {
  if (from?.shelf === to?.shelf) return;
  const slot = Math.floor(Math.random() * slots);
  const changes = [
    { place: from, files: -1 },
    { place: to, files: 1 },
  ].flatMap(({ place, files }) => {
    if (!place || place.shelf === null) return [];
    return [{ project: place.project, shelf: place.shelf, slot, files }];
  });
  if (changes.length === 0) return;
  await query
    .insertInto("intaglio_counts")
    .values(changes.toSorted((one, other) => one.shelf - other.shelf))
    .onConflict((on) =>
      on
        .columns(["project", "shelf", "slot"])
        .doUpdateSet({ files: sql<number>`intaglio_counts.files + excluded.files` }),
    )
    .execute();
}

/** The numbers of one project. */
export async function readCounts(connect: Connect, project: string): Promise<FileCounts> {
  const database = await connect();
  const rows = await database.run((query) =>
    query
      .selectFrom("intaglio_counts")
      .select(["shelf", sql<number>`cast(sum(files) as bigint)`.as("files")])
      .where("project", "=", project)
      .groupBy("shelf")
      .execute(),
  );
  const on = (shelf: Shelf): number => rows.find((row) => row.shelf === shelf)?.files ?? 0;
  return { unstored: on(0), stored: on(1), removed: on(2) + on(3) };
}
