import { rm } from "node:fs/promises";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { sqlRecords } from "@intaglio/core";
import type { FileQuery, RecordStore } from "@intaglio/contract";
import pg from "pg";
import { optional, postgresUrl } from "../support/optional.ts";
import { fillLibrary, firstUpload, lastUpload } from "../support/many-files.ts";
import { quantile } from "./load.ts";
import { newFolder } from "./photo.ts";
import type { Question, Row } from "./question.ts";

const files = 1_000_000;
const pages = 300;
const warmUps = 20;

/** Each kind of page; `time` is anywhere in the library. */
const kinds: Readonly<Record<string, (time: number) => FileQuery>> = {
  "a project's, forwards": (time) => ({ project: "big", from: time }),
  "a project's, backwards": (time) => ({ project: "big", to: time }),
  "a project's, newest first": (time) => ({ project: "big", newestFirst: true, from: time }),
  "newest first, backwards": (time) => ({ project: "big", newestFirst: true, to: time }),
  "a project that came last": () => ({ project: "late" }),
  "a project's stored": (time) => ({ project: "big", stored: true, from: time }),
  "a project's unstored": (time) => ({ project: "big", stored: false, from: time }),
  "a project's removed": (time) => ({ project: "big", removed: true, from: time }),
  "a project's with a tag": (time) => ({ project: "big", tag: "cat", from: time }),
  "a project's with a rare tag, stored": () => ({ project: "big", tag: "rare", stored: true }),
  "everybody's, forwards": (time) => ({ from: time }),
  "everybody's with a tag, newest first": (time) => ({
    tag: "cat",
    stored: true,
    newestFirst: true,
    from: time,
  }),
};

/** A large library, page by page. */
export const library: Question = {
  name: "library",
  asks: `How long does a page of 100 files take, from anywhere among ${files.toLocaleString("en")} (milliseconds)?`,
  async answer() {
    // On a machine that is busy with other things, all figures grow as this one does.
    const rows = withoutPromises(await timesOf("a loop of about 1 ms", async () => loop()));
    rows.push(...(await onSqlite()));
    if (await optional("postgres")) rows.push(...(await onPostgres()));
    return rows;
  },
};

async function onSqlite(): Promise<Row[]> {
  const folder = await newFolder();
  try {
    const path = join(folder, "records.sqlite");
    return await measure("SQLite", path, async () => {
      const database = new DatabaseSync(path);
      for (const statement of fillLibrary(files)) database.exec(statement);
      database.close();
    });
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

async function onPostgres(): Promise<Row[]> {
  const schema = `intaglio_bench_${process.pid}`;
  const address = new URL(postgresUrl);
  address.searchParams.set("options", `-csearch_path=${schema}`);
  const client = new pg.Client(address.href);
  await client.connect();
  await client.query(`create schema ${schema}`);
  try {
    return await measure("PostgreSQL", address.href, async () => {
      for (const statement of fillLibrary(files)) await client.query(statement);
      await client.query("vacuum analyze"); // as the server does it by itself, but not in the middle of a measurement
    });
  } finally {
    await client.query(`drop schema ${schema} cascade`);
    await client.end();
  }
}

async function measure(name: string, database: string, fill: () => Promise<void>): Promise<Row[]> {
  const records = sqlRecords({ database });
  await records.counts(""); // makes the tables
  await fill();
  const rows: Row[] = [];
  for (const [what, query] of Object.entries(kinds))
    rows.push(...(await timesOf(`${name}: ${what}`, (time) => readPage(records, query(time)))));
  const none = { project: "big", tag: "rare", stored: false };
  rows.push(...(await timesOf(`${name}: nothing under a tag`, () => records.list(none))));
  rows.push(...(await timesOf(`${name}: a project's numbers`, () => records.counts("big"))));
  const long = (time: number) => records.list({ project: "big", from: time, limit: 1_001 });
  rows.push(...withoutPromises(await timesOf(`${name}: 1,001 of a project's files`, long)));
  await records.close();
  return rows;
}

async function readPage(records: RecordStore, query: FileQuery): Promise<void> {
  const page = await records.list(query);
  if (page.files.length < 100) throw new Error(`a page of ${page.files.length} files: ${JSON.stringify(query)}`);
}

/** Not the first and last twentieth: every page is a full one. */
async function timesOf(what: string, work: (time: number) => Promise<unknown>): Promise<Row[]> {
  const spread = lastUpload(files) - firstUpload;
  const took: number[] = [];
  for (let turn = 0; turn < warmUps + pages; turn += 1) {
    const time = Math.floor(firstUpload + spread * (0.05 + 0.9 * Math.random()));
    const start = performance.now();
    await work(time);
    took.push(performance.now() - start);
  }
  const [p50, p99] = [0.5, 0.99].map((share) => quantile(took.slice(warmUps), share));
  const figures = `${Math.min(...took).toFixed(1)} to ${Math.max(...took).toFixed(1)} ms`;
  return [
    { what, ratio: p50 ?? Number.NaN, of: "ms, p50", promise: { most: 5 }, figures },
    { what: "", ratio: p99 ?? Number.NaN, of: "ms, p99", promise: { most: 25 }, figures: "" },
  ];
}

function loop(): number {
  let sum = 0;
  for (let turn = 0; turn < 250_000; turn += 1) sum = (sum + turn * 7) % 1_000_003;
  return sum;
}

function withoutPromises(rows: readonly Row[]): Row[] {
  return rows.map(({ what, ratio, of, figures }) => ({ what, ratio, of, figures }));
}
