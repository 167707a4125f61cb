// Pages through a library in both directions while it changes.
import { randomUUID } from "node:crypto";
import type { FileFacts, FileQuery, FileRecord, RecordStore } from "@intaglio/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { newSchema } from "../../../../test/support/places.ts";
import { optional } from "../../../../test/support/optional.ts";
import { sqlRecords } from "../../src/library/records/index.ts";

const hasPostgres = await optional("postgres");
const files = 1_500;
const pageFiles = 150;
const farAhead = 8_640_000_000_000_000;

const facts: FileFacts = {
  project: "p",
  customId: null,
  origin: null,
  type: "a/b",
  bytes: 1,
  sha256: "",
  image: null,
  metadata: {},
  tags: ["t"],
  access: null,
  storedAt: 1,
  expiresAt: null,
};

async function upload(records: RecordStore): Promise<FileRecord> {
  const id = randomUUID();
  await records.reserve({ id, name: "", statedType: "" });
  return records.complete(id, facts);
}

/** All pages, as a client reads them that looks one file ahead: on from the first one it has not shown yet. */
async function readForwards(records: RecordStore, query: FileQuery, change: () => Promise<void>): Promise<string[]> {
  const seen: FileRecord[] = [];
  for (let from: number | undefined = query.newestFirst === true ? farAhead : 0; from !== undefined;) {
    const page: readonly FileRecord[] = (await records.list({ ...query, from, limit: pageFiles + 1 })).files;
    seen.push(...page.slice(0, pageFiles));
    from = page[pageFiles]?.uploadedAt;
    await change();
  }
  return seen.map(({ id }) => id);
}

/** All pages from the last to the first. */
async function readBackwards(records: RecordStore, query: FileQuery, change: () => Promise<void>): Promise<string[]> {
  let seen: readonly FileRecord[] = [];
  for (let to: number | undefined = query.newestFirst === true ? 0 : farAhead; to !== undefined;) {
    const page: readonly FileRecord[] = (await records.list({ ...query, to, limit: pageFiles })).files;
    seen = [...page, ...seen];
    to = page.length < pageFiles ? undefined : page[0]?.uploadedAt; // else it would follow the uploads for ever
    await change();
  }
  return seen.map(({ id }) => id);
}

async function pageThrough(records: RecordStore): Promise<void> {
  const all: FileRecord[] = [];
  while (all.length < files) all.push(...(await Promise.all(Array.from({ length: 20 }, () => upload(records)))));
  const inOrder = all.toSorted((one, other) => one.uploadedAt - other.uploadedAt).map(({ id }) => id);
  const staying = inOrder.filter((_, at) => at % 3 > 0);
  const restless = inOrder.filter((_, at) => at % 3 === 0);
  let turn = 0;
  /** Some come, some go and come back, some go for good. */
  const change = async (): Promise<void> => {
    const ids = [1, 2, 3].map((step) => restless[(turn * 7 + step * 131) % restless.length] ?? "");
    await upload(records);
    for (const id of ids) if ((await records.restore(id)) === undefined) await records.bury(id, farAhead);
    if (turn % 5 === 0) await records.remove(restless[turn % restless.length] ?? "");
    turn += 1;
  };
  const kept = new Set(staying);
  for (const which of [{ project: "p" }, { project: "p", tag: "t" }, { stored: true }]) {
    for (const newestFirst of [false, true]) {
      for (const read of [readForwards, readBackwards]) {
        const ids = await read(records, { ...which, newestFirst }, change);
        expect(new Set(ids).size, "no file twice").toBe(ids.length);
        const expected = newestFirst ? staying.toReversed() : staying;
        expect(ids.filter((id) => kept.has(id))).toEqual(expected);
      }
    }
  }
  const { stored, removed } = await records.counts("p");
  const length = async (query: FileQuery) => (await readForwards(records, query, async () => {})).length;
  expect([stored, removed]).toEqual([await length({ project: "p" }), await length({ removed: true })]);
}

describe("paging through thousands of files while others come, go and come back", () => {
  /** Stands still for many uploads at a time. */
  const clock = () => Math.floor(Date.now() / 50) * 50;

  test("on SQLite", { timeout: 120_000 }, async () => {
    const records = sqlRecords({ database: ":memory:", clock });
    onTestFinished(() => records.close());
    await pageThrough(records);
  });

  test.skipIf(!hasPostgres)("on PostgreSQL", { timeout: 120_000 }, async () => {
    const address = new URL(await newSchema());
    address.searchParams.set("options", `${address.searchParams.get("options") ?? ""} -csynchronous_commit=off`);
    const records = sqlRecords({ database: address.href, clock });
    onTestFinished(() => records.close());
    await pageThrough(records);
  });
});
