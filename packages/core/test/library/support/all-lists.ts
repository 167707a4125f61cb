// A list of each kind, in each direction, from each place.
import type { DocumentQuery, FileQuery } from "@intaglio/contract";

const flags = [undefined, true, false];
const directions = [{}, { newestFirst: true }];

/** What can be asked of files, from this time of upload on or up to it. */
export function allFileLists(time: number): FileQuery[] {
  const filters = flags.flatMap((stored) =>
    flags.map((removed) => ({
      ...(stored === undefined ? {} : { stored }),
      ...(removed === undefined ? {} : { removed }),
    })),
  );
  const whose = [{}, { project: "big" }, { tag: "cat" }, { project: "big", tag: "cat" }];
  return withPlaces(
    time,
    filters.flatMap((filter) => whose.map((who) => ({ ...filter, ...who }))),
  );
}

/** What can be asked of documents, likewise. */
export function allDocumentLists(time: number): DocumentQuery[] {
  return withPlaces(time, [{}, { project: "a" }]).map((query) => ({ ...query, kind: "a", limit: 10 }));
}

function withPlaces<Query extends object>(time: number, queries: Query[]): (Query & { from?: number; to?: number })[] {
  return queries.flatMap((query) =>
    directions.flatMap((direction) =>
      [{}, { from: time }, { to: time }].map((place) => ({ ...query, ...direction, ...place })),
    ),
  );
}
