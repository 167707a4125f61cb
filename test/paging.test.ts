/** A library is paged through, both ways, while it changes: every file that stays comes exactly once, in order. */
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqlRecords, type RecordStore } from "intaglio";
import pg from "pg";
import { describe, expect, onTestFinished, test } from "vitest";
import { fillLibrary, idOf } from "./support/many-files.ts";
import { createTestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newFolder, newSchema } from "./support/places.ts";
import { pick, seeded } from "./support/random.ts";
import { askRest } from "./support/rest.ts";

const hasPostgres = await optional("postgres");

interface Place {
  readonly database: string;
  run(statements: readonly string[]): Promise<void>;
}

const places: readonly (readonly [name: string, isThere: boolean, make: () => Promise<Place>])[] = [
  [
    "SQLite",
    true,
    async () => {
      const database = join(await newFolder(), "records.sqlite");
      const run = async (statements: readonly string[]): Promise<void> => {
        const raw = new DatabaseSync(database);
        for (const statement of statements) raw.exec(statement);
        raw.close();
      };
      return { database, run };
    },
  ],
  [
    "PostgreSQL",
    hasPostgres,
    async () => {
      const database = await newSchema();
      const run = async (statements: readonly string[]): Promise<void> => {
        const client = new pg.Client(database);
        await client.connect();
        for (const statement of [...statements, "analyze"]) await client.query(statement);
        await client.end();
      };
      return { database, run };
    },
  ],
];

interface Item {
  readonly uuid: string;
  readonly datetime_uploaded: string;
}

interface Page {
  readonly next: string | null;
  readonly previous: string | null;
  readonly results: readonly Item[];
}

/** What a file is listed under. */
type Kind = "stored" | "temporary" | "buried" | "buried, once stored";

/** The lists, and what each holds. */
const lists: Readonly<Record<string, readonly Kind[]>> = {
  "": ["stored", "temporary"],
  "stored=true": ["stored"],
  "stored=false": ["temporary"],
  "removed=true": ["buried", "buried, once stored"],
  "removed=true&stored=true": ["buried, once stored"],
};

/** A library under change: files that stay, and others that come and go. */
interface Library {
  readonly media: Parameters<typeof askRest>[0];
  /** A store on the same database, as another process would have. */
  readonly writer: RecordStore;
  readonly staying: ReadonlyMap<string, Kind>;
  readonly changing: string[];
}

async function open(place: Place, clock: () => number = Date.now): Promise<Omit<Library, "staying" | "changing">> {
  const server = await createTestMedia({ database: place.database, clock });
  onTestFinished(() => server.close());
  const writer = sqlRecords({ database: place.database, clock });
  onTestFinished(() => writer.close());
  return { media: server.media, writer };
}

async function add(records: RecordStore, isStored: boolean): Promise<string> {
  const id = randomUUID();
  await records.reserve({ id, name: "a.bin", statedType: "" });
  await records.complete(id, {
    project: "",
    customId: null,
    origin: null,
    type: "application/octet-stream",
    bytes: 1,
    sha256: "0a".repeat(32),
    image: null,
    metadata: {},
    tags: [],
    access: null,
    storedAt: isStored ? 1 : null,
    expiresAt: isStored ? null : 4e12,
  });
  return id;
}

/** Adds, removes and brings back files, each time another; as good as at random, and the same at each run. */
function changer({ writer, changing }: Library): () => Promise<unknown> {
  const random = seeded(20_261_127);
  let changes = 0;
  return async () => {
    const [id, act] = [pick(random, changing), changes % 4];
    changes += 1;
    if (act === 0) return changing.push(await add(writer, random() < 0.5));
    return act === 1 ? writer.restore(id) : writer.bury(id, 4e12);
  };
}

async function askPage({ media }: Library, address: string): Promise<Page> {
  const { pathname, search } = new URL(address, "http://media.test");
  const { status, body } = await askRest(media, "GET", pathname + search);
  expect(status, address).toBe(200);
  return body as Page;
}

type Way = "next" | "previous";

/** All items from a page on, one way, in the list's order, and the last page's address. While a page is asked for, files change. */
async function walk(library: Library, start: string, way: Way, change: () => Promise<unknown>) {
  const pages: (readonly Item[])[] = [];
  let end = start;
  for (let at: string | null = start; at !== null;) {
    const [page]: [Page, ...unknown[]] = await Promise.all([askPage(library, at), change(), change()]);
    pages.push(page.results);
    end = at;
    at = page[way];
    await change();
  }
  return { items: (way === "next" ? pages : pages.toReversed()).flat(), end };
}

function expectEach({ staying }: Library, items: readonly Item[], list: string, newestFirst: boolean): void {
  const times = items.map(({ datetime_uploaded: time }) => Date.parse(time));
  const disorder = times.findIndex((time, at) => at > 0 && (newestFirst ? -1 : 1) * (time - (times[at - 1] ?? 0)) <= 0);
  expect(disorder, "equal or unordered times").toBe(-1);
  expect(new Set(items.map(({ uuid }) => uuid)).size, "a file came twice").toBe(items.length);
  const kinds = lists[list] ?? [];
  const wanted = [...staying].flatMap(([id, kind]) => (kinds.includes(kind) ? [id] : [])).toSorted();
  expect(wanted.length).toBeGreaterThan(20);
  const found = items.flatMap(({ uuid }) => (staying.has(uuid) ? [uuid] : [])).toSorted();
  expect(found.length, "some file did not come, or does not belong here").toBe(wanted.length);
  expect(found.every((id, at) => id === wanted[at])).toBe(true);
}

async function pageThrough(library: Library, limit: number, asked = Object.keys(lists)): Promise<void> {
  const change = changer(library);
  for (const list of asked)
    for (const ordering of ["datetime_uploaded", "-datetime_uploaded"]) {
      const start = `/files/?limit=${limit}&ordering=${ordering}&${list}`;
      const forwards = await walk(library, start, "next", change);
      expectEach(library, forwards.items, list, ordering.startsWith("-"));
      const backwards = await walk(library, forwards.end, "previous", change);
      expectEach(library, backwards.items, list, ordering.startsWith("-"));
    }
}

describe.each(places)("on %s", (_, isThere, make) => {
  test.skipIf(!isThere)(
    "of a hundred thousand files each comes once, while others come and go",
    { timeout: 240_000 },
    async () => {
      const place = await make();
      const opened = await open(place);
      const files = 110_000; // but for the removed and the copies from elsewhere, a good hundred thousand
      await place.run(fillLibrary(files, ""));
      const staying = new Map<string, Kind>();
      const changing: string[] = [];
      for (let file = 0; file < files; file += 1) {
        const kind = (file * 104_729) % 100;
        if (kind === 99) continue;
        if (file % 10 === 3) changing.push(idOf(file));
        else if (kind < 75) staying.set(idOf(file), "stored");
        else if (kind < 94) staying.set(idOf(file), "temporary");
        else staying.set(idOf(file), file % 2 === 1 ? "buried, once stored" : "buried");
      }
      await pageThrough({ ...opened, staying, changing }, 1_000, ["", "stored=false", "removed=true"]);
    },
  );

  test.skipIf(!isThere)(
    "of files of one instant each comes once, however small the pages are",
    { timeout: 120_000 },
    async () => {
      const instant = Date.now();
      const place = await make();
      const opened = await open(place, () => instant);
      const another = sqlRecords({ database: place.database, clock: () => instant });
      onTestFinished(() => another.close());
      const staying = new Map<string, Kind>();
      const changing: string[] = [];
      const fill = async (records: RecordStore): Promise<void> => {
        for (let count = 0; count < 200; count += 1) {
          const isStored = count % 2 === 0;
          const id = await add(records, isStored);
          if (count % 4 === 3) changing.push(id);
          else
            staying.set(
              id,
              count % 3 > 0 ? (isStored ? "stored" : "temporary") : isStored ? "buried, once stored" : "buried",
            );
          if (count % 4 !== 3 && count % 3 === 0) await records.bury(id, 4e12);
        }
      };
      await Promise.all([opened.writer, another].map(fill));
      await pageThrough({ ...opened, staying, changing }, 11);
    },
  );

  test.skipIf(!isThere)("a page whose files were all removed leads back", async () => {
    const library = { ...(await open(await make())), staying: new Map<string, Kind>(), changing: [] };
    const ids: string[] = [];
    for (let count = 0; count < 5; count += 1) ids.push(await add(library.writer, true));
    const { end } = await walk(library, "/files/?limit=2", "next", async () => {});
    await library.writer.bury(ids[4] ?? "", 4e12);
    expect(await askPage(library, end)).toMatchObject({ results: [], next: null, previous: expect.any(String) });
    const { items } = await walk(library, end, "previous", async () => {});
    expect(items.map(({ uuid }) => uuid)).toEqual(ids.slice(0, 4));
  });
});
