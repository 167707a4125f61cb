/** Ways through a project's files, each in the order of an index, a piece at a time. They give times of upload, which are unique. */
import { sql } from "kysely";
import type { RawBuilder } from "kysely";
import type { Database } from "../database.ts";
import type { Shelf } from "../schema.ts";

/** A way. It ends with an empty piece. */
export interface Walk {
  /** All that it gives are present files of the project. Else that is to be looked at. */
  readonly isSure: boolean;
  next(limit: number): Promise<readonly number[]>;
}

/** Where ways begin and end: times of upload, both included. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly newestFirst: boolean;
}

type Where = RawBuilder<unknown>;

const present: readonly Shelf[] = [0, 1];

/** By time, from the lists that a table keeps in order of its last keys and time. */
function byTime(
  database: Database,
  span: Span,
  isSure: boolean,
  pieces: (start: Where, order: Where) => Where[],
): Walk {
  let { from, to } = span;
  const order = sql.raw(span.newestFirst ? "desc" : "asc");
  return {
    isSure,
    async next(limit) {
      if (from > to) return [];
      const parts = pieces(sql`between ${from} and ${to}`, order).map(
        (part) => sql`select uploaded_at from (${part} limit ${limit}) as part`,
      );
      const { rows } = await database.run((query) =>
        sql<{
          uploaded_at: number;
        }>`${sql.join(parts, sql` union `)} order by uploaded_at ${order} limit ${limit}`.execute(query),
      );
      const times = rows.map((row) => row.uploaded_at);
      const last = times.at(-1);
      if (last === undefined || times.length < limit) from = to + 1;
      else if (span.newestFirst) to = last - 1;
      else from = last + 1;
      return times;
    },
  };
}

/** All files of a project; with `only`, those of which that is true as well. */
export function allFiles(database: Database, project: string, span: Span, only: Where = sql``): Walk {
  return byTime(database, span, true, (isWithin, order) =>
    present.map(
      (shelf) => sql`select uploaded_at from intaglio_files
        where shelf = ${shelf} and project = ${project} and uploaded_at ${isWithin} ${only}
        order by project ${order}, uploaded_at ${order}`,
    ),
  );
}

/** Those without a picture in them. */
export function noImages(database: Database, project: string, span: Span): Walk {
  return allFiles(database, project, span, sql`and image is null`);
}

/** Those that have one of the names. */
export function named(database: Database, project: string, span: Span, names: readonly string[]): Walk {
  return byTime(database, span, true, (isWithin, order) =>
    present.flatMap((shelf) =>
      names.map(
        (name) => sql`select uploaded_at from intaglio_files
          where shelf = ${shelf} and project = ${project} and ${nameColumn(database)} = ${name} and uploaded_at ${isWithin}
          order by uploaded_at ${order}`,
      ),
    ),
  );
}

/** Those that have one of the tags. */
export function tagged(database: Database, project: string, span: Span, tags: readonly string[]): Walk {
  return byTime(database, span, true, (isWithin, order) =>
    present.flatMap((shelf) =>
      tags.map(
        (tag) => sql`select uploaded_at from intaglio_tags
          where tag = ${tag} and shelf = ${shelf} and project = ${project} and uploaded_at ${isWithin}
          order by project ${order}, uploaded_at ${order}`,
      ),
    ),
  );
}

/** Those that the index of texts names: some do not match after all, some are another project's. */
export function texts(database: Database, span: Span, holds: Where): Walk {
  return byTime(database, span, false, (isWithin, order) => [
    sql`select rowid as uploaded_at from intaglio_texts where ${holds} and rowid ${isWithin} order by rowid ${order}`,
  ]);
}

/** All files of a project by size or name; those of the same, by time in the same direction. */
export function byColumn(
  database: Database,
  project: string,
  by: "bytes" | "name",
  descending: boolean,
  bounds: { readonly least?: number; readonly most?: number } = {},
): Walk {
  const column = by === "name" ? nameColumn(database) : sql.ref("bytes");
  const [order, onwards] = descending ? [sql.raw("desc"), sql.raw("<")] : [sql.raw("asc"), sql.raw(">")];
  const { least, most } = bounds;
  const lower = least === undefined ? sql`` : sql`and (project, bytes) >= (${project}, ${least})`;
  const upper = most === undefined ? sql`` : sql`and (project, bytes) <= (${project}, ${most})`;
  let after: { readonly value: number | string; readonly uploaded_at: number } | undefined;
  let isOver = false;
  return {
    isSure: true,
    async next(limit) {
      if (isOver) return [];
      const start = after
        ? sql`and (project, ${column}, uploaded_at) ${onwards} (${project}, ${after.value}, ${after.uploaded_at})`
        : sql``;
      const parts = present.map(
        (shelf) => sql`select * from (select ${column} as value, uploaded_at from intaglio_files
          where shelf = ${shelf} and project = ${project} ${lower} ${upper} ${start}
          order by project ${order}, ${column} ${order}, uploaded_at ${order} limit ${limit}) as part`,
      );
      const { rows } = await database.run((query) =>
        sql<NonNullable<typeof after>>`select value, uploaded_at from (${sql.join(parts, sql` union all `)}) as parts
          order by ${by === "name" ? collated(database, sql.ref("value")) : sql.ref("value")} ${order},
            uploaded_at ${order} limit ${limit}`.execute(query),
      );
      after = rows.at(-1);
      isOver = rows.length < limit;
      return rows.map(({ uploaded_at }) => uploaded_at);
    },
  };
}

function nameColumn(database: Database): Where {
  return collated(database, sql.ref("name"));
}

/** By code points, as SQLite compares by itself. */
function collated({ connection }: Database, text: Where): Where {
  return connection.kind === "postgres" ? sql`${text} collate "C"` : text;
}
