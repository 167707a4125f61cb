/**
 * Searches: the way through the files that promises to be shortest, each file on it checked, until as many are found as
 * are counted. Never more than a piece at a time, so that nobody waits for a long search.
 */
import { setImmediate } from "node:timers/promises";
import { IntaglioError, isFileId, maxFound, wordsOf } from "@intaglio/contract";
import type { FileFinding, FileSearch, SearchOrder, SearchRange } from "@intaglio/contract";
import { sql } from "kysely";
import type { Connect, Database } from "../database.ts";
import { toRecord } from "../rows.ts";
import { toConditions } from "./conditions.ts";
import type { Candidate, Conditions } from "./conditions.ts";
import { holds } from "./texts.ts";
import { allFiles, byColumn, named, noImages, tagged, texts } from "./walks.ts";
import type { Span, Walk } from "./walks.ts";

/** Files of one piece: SQLite reads them with the thread. */
const pieceFiles = 500;
/** So many are sorted in memory, if that saves a way through all files. */
const maxSorted = 10_000;

/** Something found. */
interface Found extends Candidate {
  readonly score: number;
}

/** Searches. Throws `FIELD_INVALID` for an offset and limit beyond what is counted. */
export async function searchFiles(connect: Connect, search: FileSearch): Promise<FileFinding> {
  const { offset, limit } = search;
  if (!Number.isInteger(offset) || !Number.isInteger(limit) || offset < 0 || limit < 1 || offset + limit > maxFound)
    throw new IntaglioError("FIELD_INVALID", "offset and limit", { hint: `offset and limit are at most ${maxFound}` });
  const database = await connect();
  const found = await findAll(database, search);
  const page = found.slice(offset, offset + limit).map(({ uploaded_at }) => uploaded_at);
  return { files: await readRecords(database, page), total: Math.min(found.length, maxFound) };
}

async function findAll(database: Database, search: FileSearch): Promise<Found[]> {
  const order = search.order ?? [usualOrder(search)];
  const conditions = withColumns(toConditions(search), order);
  const [first = usualOrder(search)] = order;
  const look = new Look(database, search, conditions);
  const { exact = {}, query = "" } = search;
  if (exact.ids) return sorted(await look.byIds(exact.ids), order);
  const id = query.trim().toLowerCase();
  const itself = isFileId(id) ? await look.byIds([id]) : [];
  const rest = (await look.inOrder(first)).filter((found) => itself[0]?.uploaded_at !== found.uploaded_at);
  return sorted([...itself, ...rest], order).slice(0, maxFound);
}

function usualOrder({ query, phrase }: FileSearch): SearchOrder {
  return { by: query !== undefined || phrase ? "score" : "uploadedAt", descending: true };
}

/** What is sorted by is looked at, too. */
function withColumns(conditions: Conditions, order: readonly SearchOrder[]): Conditions {
  const sorting = order.flatMap(({ by }) => (by === "bytes" || by === "name" ? [by] : []));
  return { ...conditions, columns: [...new Set([...conditions.columns, ...sorting])] };
}

function sorted(found: readonly Found[], order: readonly SearchOrder[]): Found[] {
  return found.toSorted((one, other) => {
    for (const { by, descending } of order) {
      const difference = compare(by, one, other);
      if (difference !== 0) return descending ? -difference : difference;
    }
    return other.uploaded_at - one.uploaded_at;
  });
}

function compare(by: SearchOrder["by"], one: Found, other: Found): number {
  if (by === "score") return one.score - other.score;
  if (by === "uploadedAt") return one.uploaded_at - other.uploaded_at;
  if (by === "bytes") return (one.bytes ?? 0) - (other.bytes ?? 0);
  return Buffer.compare(Buffer.from(one.name ?? ""), Buffer.from(other.name ?? "")); // as the databases compare
}

/** One search's looks at the database. */
class Look {
  readonly #database: Database;
  readonly #search: FileSearch;
  readonly #conditions: Conditions;

  constructor(database: Database, search: FileSearch, conditions: Conditions) {
    this.#database = database;
    this.#search = search;
    this.#conditions = conditions;
  }

  async byIds(ids: readonly string[]): Promise<Found[]> {
    const wanted = [...new Set(ids)].filter(isFileId);
    return wanted.length === 0 ? [] : this.#check(sql`id in (${sql.join(wanted)})`);
  }

  /** As many as are counted, from the front of an order, or all there are. */
  async inOrder({ by, descending }: SearchOrder): Promise<Found[]> {
    const newestFirst = by !== "uploadedAt" || descending;
    const span = { ...spanOf(this.#search.uploadedAt), newestFirst };
    const way = this.#byCondition(span);
    const project = this.#search.project;
    if (by === "score" || by === "uploadedAt") {
      if (way) return (await this.#gather(way, maxFound)).found;
      const bytes = boundsOf(this.#search.bytes);
      const few =
        bytes && (await this.#gather(byColumn(this.#database, project, "bytes", true, bytes), maxSorted, true));
      if (few?.isAll) return few.found;
      return (await this.#gather(allFiles(this.#database, project, span), maxFound)).found;
    }
    const few = way && (await this.#gather(way, maxSorted, true));
    if (few?.isAll) return few.found;
    const bounds = by === "bytes" ? boundsOf(this.#search.bytes) : undefined;
    return (await this.#gather(byColumn(this.#database, project, by, descending, bounds), maxFound)).found;
  }

  /** The way that a condition knows, likely the shortest first; undefined where there is none but through all. */
  #byCondition(span: Span): Walk | undefined {
    const { project, exact = {}, tags = {}, isImage, query = "", phrase = {}, fuzzy = false } = this.#search;
    const database = this.#database;
    if (exact.names) return named(database, project, span, [...new Set(exact.names)]);
    const values = Object.values(exact.metadata ?? {}).flatMap(([only, another]) =>
      another === undefined ? [only] : [],
    );
    const searched = [...(fuzzy ? [] : [query, ...Object.values(phrase)]), ...values];
    const indexed = holds(
      database.connection.kind,
      searched.flatMap((text = "") => wordsOf(text)),
    );
    if (indexed) return texts(database, span, indexed);
    const [all] = tags.all ?? [];
    if (all !== undefined) return tagged(database, project, span, [all]);
    if (tags.any) return tagged(database, project, span, [...new Set(tags.any)]);
    return isImage === false ? noImages(database, project, span) : undefined;
  }

  /** Goes a way until so many are found; or, if `seen` is true, looked at. */
  async #gather(walk: Walk, most: number, seen = false): Promise<{ readonly found: Found[]; readonly isAll: boolean }> {
    const found: Found[] = [];
    for (let looked = 0; seen ? looked < most : found.length < most;) {
      const times = await walk.next(pieceFiles);
      if (times.length === 0) return { found, isAll: true };
      looked += times.length;
      found.push(...(await this.#checkTimes(times, walk)));
      await setImmediate(); // others first
    }
    return { found, isAll: false };
  }

  async #checkTimes(times: readonly number[], { isSure }: Walk): Promise<Found[]> {
    if (isSure && this.#conditions.columns.length === 0)
      return times
        .map((uploaded_at) => ({ id: "", uploaded_at, score: this.#conditions.score({ id: "", uploaded_at }) }))
        .filter(({ score }) => score > 0);
    const found = await this.#check(sql`uploaded_at in (${sql.join(times)})`);
    const places = new Map(times.map((time, at) => [time, at]));
    return found.toSorted((one, other) => (places.get(one.uploaded_at) ?? 0) - (places.get(other.uploaded_at) ?? 0));
  }

  async #check(which: ReturnType<typeof sql>): Promise<Found[]> {
    const columns = this.#conditions.columns.map((column) =>
      column === "is_image" ? sql`image is not null as is_image` : sql.ref(column),
    );
    const { rows } = await this.#database.run((query) =>
      sql<Candidate>`select ${sql.join([sql.ref("id"), sql.ref("uploaded_at"), ...columns])} from intaglio_files
        where ${which} and project = ${this.#search.project} and shelf in (0, 1)`.execute(query),
    );
    return rows.map((row) => ({ ...row, score: this.#conditions.score(row) })).filter(({ score }) => score > 0);
  }
}

async function readRecords(database: Database, times: readonly number[]): Promise<FileFinding["files"]> {
  if (times.length === 0) return [];
  const rows = await database.run((query) =>
    query
      .selectFrom("intaglio_files")
      .selectAll()
      .where("uploaded_at", "in", [...times])
      .where("state", "=", "ready")
      .execute(),
  );
  const byTime = new Map(rows.map((row) => [row.uploaded_at, row]));
  return times.flatMap((time) => {
    const row = byTime.get(time);
    return row ? [toRecord(row)] : [];
  });
}

function spanOf({ gt, gte, lt, lte }: SearchRange = {}): Pick<Span, "from" | "to"> {
  const [least, most] = [-8_640_000_000_000_000, 8_640_000_000_000_000];
  return {
    from: Math.max(least, gte ?? least, gt === undefined ? least : gt + 1),
    to: Math.min(most, lte ?? most, lt === undefined ? most : lt - 1),
  };
}

function boundsOf(range: SearchRange | undefined): { readonly least: number; readonly most: number } | undefined {
  if (!range) return undefined;
  const { gt, gte, lt, lte } = range;
  return {
    least: Math.max(0, gte ?? 0, gt === undefined ? 0 : gt + 1),
    most: Math.min(lte ?? Number.MAX_SAFE_INTEGER, lt === undefined ? Number.MAX_SAFE_INTEGER : lt - 1),
  };
}
