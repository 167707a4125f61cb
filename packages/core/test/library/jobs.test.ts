import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { IntaglioError } from "@intaglio/contract";
import type { Job, JobRunOptions } from "@intaglio/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { optional } from "../../../../test/support/optional.ts";
import { newFolder, newSchema, runOnPostgres } from "../../../../test/support/places.ts";
import { cleanText } from "../../src/library/jobs/outcome.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import type { SqlRecords, SqlRecordsOptions } from "../../src/library/records/index.ts";
import { outputOf, startScript } from "./support/spawn.ts";

const hasPostgres = await optional("postgres");
const patient = { timeout: 20_000, interval: 10 };
const second = 1_000;
const day = 86_400_000;

function open(database: string, options: Partial<SqlRecordsOptions> = {}): SqlRecords {
  const records = sqlRecords({ database, ...options });
  onTestFinished(() => records.close());
  return records;
}

const newFile = async (): Promise<string> => join(await newFolder(), "records.sqlite");

/** Runs jobs named `a`, which end when `end` says so. */
function runAll(records: SqlRecords, end: (job: Job) => Promise<void>, options: JobRunOptions = {}): Job[] {
  const jobs: Job[] = [];
  const handle = async (job: Job): Promise<void> => {
    jobs.push(job);
    await end(job);
  };
  records.jobs.start({ a: handle }, { pollMs: 20, ...options });
  return jobs;
}

/** Another process's hand on the rows, by its effect. */
type Meddle = (change: "another has it" | "its owner was lost for the tenth time") => Promise<void>;

function meddleSqlite(database: string): Meddle {
  return async (change) => {
    const raw = new DatabaseSync(database);
    if (change === "another has it") raw.exec("update intaglio_jobs set owner = 'other'");
    else raw.exec("update intaglio_jobs set owner = 'other', due_at = 0, lost = 9");
    raw.close();
  };
}

function meddlePostgres(database: string): Meddle {
  const schema = /search_path=(\w+)/.exec(decodeURIComponent(database))?.[1];
  const table = `${schema}_intaglio_worker._private_jobs`;
  return async (change) => {
    if (change === "another has it") await runOnPostgres(`update ${table} set locked_by = 'other'`);
    else
      await runOnPostgres(
        `update ${table} set locked_by = 'other', locked_at = now() - interval '1 hour', attempts = 10`,
      );
  };
}

describe.each([
  ["SQLite", true, newFile, meddleSqlite],
  ["PostgreSQL", hasPostgres, newSchema, meddlePostgres],
] as const)("jobs on %s", (_, isThere, place, toMeddle) => {
  const check = test.skipIf(!isThere);

  check("what closing breaks off is another's at once, and not a failure", async () => {
    const database = await place();
    const [one, two] = [open(database), open(database)];
    const id = await one.jobs.add("a", 1, { attempts: 1 });
    const broken = runAll(
      one,
      ({ signal }) => new Promise((_resolve, reject) => signal.addEventListener("abort", reject)),
    );
    await expect.poll(() => broken.length, patient).toBe(1);
    await one.close();
    const jobs = runAll(two, async () => undefined);
    await expect.poll(() => jobs.length, patient).toBe(1);
    expect([jobs[0]?.id, jobs[0]?.attempt]).toEqual([id, 1]);
    expect(await two.jobs.failed()).toEqual([]);
  });

  check("a handler that does not end holds closing up for the grace time only", async () => {
    const database = await place();
    const [one, two] = [open(database), open(database)];
    const never = Promise.withResolvers<void>();
    const id = await one.jobs.add("a", 1);
    const stuck = runAll(one, () => never.promise, { graceMs: 50 });
    await expect.poll(() => stuck.length, patient).toBe(1);
    await one.close();
    const jobs = runAll(two, async () => undefined, { leaseMs: 600 * second });
    await expect.poll(() => jobs.length, patient).toBe(1);
    expect([jobs[0]?.id, jobs[0]?.attempt]).toEqual([id, 1]);
    never.resolve(); // nobody hears of it any more
    await new Promise((resolve) => setTimeout(resolve, 50));
  });

  check("who has lost a job is told, and what comes of it changes nothing", async () => {
    const database = await place();
    const records = open(database);
    const jobs = runAll(
      records,
      ({ signal }) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener("abort", () => reject(new IntaglioError("INTERNAL", "late", { final: true })));
        }),
      { leaseMs: 300 },
    );
    await records.jobs.add("a", 1);
    await expect.poll(() => jobs.length, patient).toBe(1);
    await toMeddle(database)("another has it");
    await expect.poll(() => jobs[0]?.signal.aborted, patient).toBe(true);
    expect(await records.jobs.failed()).toEqual([]);
  });

  check("a job that brings its processes down is given up in the end", async () => {
    const database = await place();
    const records = open(database);
    const id = await records.jobs.add("a", 1);
    await toMeddle(database)("its owner was lost for the tenth time");
    const jobs = runAll(records, async () => undefined);
    await expect.poll(async () => (await records.jobs.failed()).map((job) => job.id), patient).toEqual([id]);
    expect(jobs).toEqual([]);
    expect((await records.jobs.failed())[0]?.error).toMatch(/ended before it did/);
    expect(await records.jobs.retry(id)).toBe(true);
    await expect.poll(() => jobs.length, patient).toBe(1);
  });

  check("failures are told, and nothing that a handler throws stops the queue", async () => {
    const records = open(await place());
    const told: string[] = [];
    const thrown = [new Error("oops"), "text", undefined, { toString: () => "odd" }, Object.create(null) as unknown];
    const jobs = runAll(
      records,
      ({ payload }) => {
        throw thrown[Number(payload)];
      },
      { report: (error) => told.push(error.message) },
    );
    for (const at of thrown.keys()) await records.jobs.add("a", at, { attempts: 1 });
    await expect.poll(async () => (await records.jobs.failed()).length, patient).toBe(thrown.length);
    expect(jobs).toHaveLength(thrown.length);
    expect(told).toEqual(expect.arrayContaining(["oops", "text", "odd"]));
  });
});

describe("jobs on SQLite, by its clock", () => {
  test("failures are tried again after longer and longer waits, none of them even", async () => {
    let now = 1_000_000;
    const database = await newFile();
    const records = open(database, { clock: () => now });
    const raw = new DatabaseSync(database);
    const due = (): number => Number(raw.prepare("select due_at from intaglio_jobs").get()?.["due_at"]);
    const jobs = runAll(records, () => Promise.reject(new Error("no")));
    await records.jobs.add("a", 1, { attempts: 4, notBefore: now + 10 * second });
    expect(jobs).toHaveLength(0);
    now += 10 * second;
    const waits: number[] = [];
    for (let attempt = 1; attempt < 4; attempt += 1) {
      const free = "select count(*) as free from intaglio_jobs where owner is null and failures = ?";
      await expect.poll(() => raw.prepare(free).get(attempt)?.["free"], patient).toBe(1);
      waits.push(due() - now);
      now = due() - 1;
      await new Promise((resolve) => setTimeout(resolve, 60));
      expect(jobs).toHaveLength(attempt);
      now += 1;
    }
    await expect.poll(async () => (await records.jobs.failed()).length, patient).toBe(1);
    expect(jobs.map(({ attempt }) => attempt)).toEqual([1, 2, 3, 4]);
    for (const [at, most] of [5, 20, 80].map((seconds) => seconds * second).entries()) {
      expect(waits[at]).toBeGreaterThanOrEqual(most / 2);
      expect(waits[at]).toBeLessThanOrEqual(most + 1);
    }
    raw.close();
  });

  test("a handler chooses the time of the next try", async () => {
    let now = 1_000_000;
    const records = open(await newFile(), { clock: () => now });
    const later = new IntaglioError("SOURCE_UNREACHABLE", "busy", { retryAfterSeconds: 3_000 });
    const told: Error[] = [];
    const jobs = runAll(records, () => Promise.reject(later), { report: (error) => told.push(error) });
    await records.jobs.add("a", 1);
    await expect.poll(() => told.length, patient).toBe(1);
    now += 2_990 * second;
    await new Promise((resolve) => setTimeout(resolve, 60));
    expect(jobs).toHaveLength(1);
    now += 10 * second;
    await expect.poll(() => jobs.length, patient).toBe(2);
  });

  test("what was given up is kept for a week", async () => {
    let now = 1_000_000;
    const database = await newFile();
    const records = open(database, { clock: () => now });
    runAll(records, () => Promise.reject(new IntaglioError("INTERNAL", "no", { final: true })));
    await records.jobs.add("a", 1);
    await expect.poll(async () => (await records.jobs.failed()).length, patient).toBe(1);
    now += 7 * day - 1;
    expect(await records.jobs.failed()).toHaveLength(1);
    now += 1;
    expect(await records.jobs.failed()).toHaveLength(0);
    await records.close();
    const next = open(database, { clock: () => now });
    runAll(next, async () => undefined);
    const raw = new DatabaseSync(database);
    const count = (): unknown => raw.prepare("select count(*) as n from intaglio_jobs").get()?.["n"];
    await expect.poll(count, patient).toBe(0);
    raw.close();
  });
});

describe("jobs on PostgreSQL", () => {
  const check = test.skipIf(!hasPostgres);

  check("what nobody uses is not loaded, and makes no schema", async () => {
    const database = await newSchema();
    const schema = /search_path=(\w+)/.exec(decodeURIComponent(database))?.[1];
    const made = () => runOnPostgres(`select 1 from pg_namespace where nspname = '${schema}_intaglio_worker'`);
    expect(await outputOf(startScript("loads-worker", database))).toBe("false");
    expect(await made()).toHaveLength(0);
    expect(await outputOf(startScript("loads-worker", database, "use"))).toBe("true");
    expect(await made()).toHaveLength(1);
  });

  check("a key whose job somebody has removed is free again", async () => {
    const database = await newSchema();
    const records = open(database);
    const schema = /search_path=(\w+)/.exec(decodeURIComponent(database))?.[1];
    const add = () => records.jobs.add("a", 1, { key: "k" });
    const id = await add();
    await runOnPostgres(`delete from ${schema}_intaglio_worker._private_jobs`);
    const jobs = runAll(records, async () => undefined);
    await expect.poll(add, patient).not.toBe(id);
    await expect.poll(() => jobs.length, patient).toBeGreaterThan(0);
  });

  check("a server that drops its connections stops no queue", async () => {
    const address = new URL(await newSchema());
    const name = `intaglio-${randomUUID()}`;
    address.searchParams.set("application_name", name);
    const drop = () =>
      runOnPostgres(`select pg_terminate_backend(pid) from pg_stat_activity where application_name = '${name}'`);
    const records = open(address.href);
    const add = (at: number) => expect.poll(() => records.jobs.add("a", at).catch(() => ""), patient).not.toBe("");
    const jobs = runAll(records, drop as () => Promise<never>, { leaseMs: 1_000 });
    for (let at = 0; at < 5; at += 1) await add(at);
    await expect.poll(() => new Set(jobs.map(({ payload }) => payload)).size, patient).toBe(5);
  });
});

test("an error's text holds no secrets", () => {
  for (const [text, clean] of [
    ["https://a:b@c.d/e?f#g h", "https://c.d/e?… h"],
    ["ftp://a@b", "ftp://b"],
    ["postgres://u:p@h/db?x=y and https://q/r?s", "postgres://h/db?… and https://q/r?…"],
    ["a\nb\0c\ud800", "a b c\ufffd"],
    ["nothing to hide?", "nothing to hide?"],
  ] as const)
    expect(cleanText(text)).toBe(clean);
  expect(cleanText("x".repeat(100_000))).toHaveLength(1_000);
});
