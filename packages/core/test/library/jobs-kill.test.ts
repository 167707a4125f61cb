/** kill -9 of processes that run jobs: each job is done, and none by two at once while its owner lives. */
import { appendFileSync, readFileSync, writeFileSync } from "node:fs";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { describe, expect, onTestFinished, test } from "vitest";
import { optional } from "../../../../test/support/optional.ts";
import { newFolder, newSchema } from "../../../../test/support/places.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { startScript } from "./support/spawn.ts";

const hasPostgres = await optional("postgres");
const jobCount = 1_000;
const kills = 8;
/** Long, for machines on which a living process may not get its turn for seconds. */
const leaseMs = "15000";
const timeout = 240_000;

interface Line {
  readonly what: string;
  readonly id: string;
  readonly pid: string;
}

function readLines(log: string): Line[] {
  return readFileSync(log, "utf8")
    .split("\n")
    .filter((line) => line !== "")
    .map((line) => {
      const [what = "", id = "", pid = ""] = line.split(" ");
      return { what, id, pid };
    });
}

const idsOf = (lines: readonly Line[], what: string): Set<string> =>
  new Set(lines.filter((line) => line.what === what).map(({ id }) => id));

/** Runs that began while another process, not killed yet, was at the same job. */
function doubled(lines: readonly Line[]): string[] {
  const owners = new Map<string, string>();
  const dead = new Set<string>();
  const found: string[] = [];
  for (const { what, id, pid } of lines) {
    if (what === "kill") dead.add(pid);
    if (what === "end") owners.delete(id);
    if (what !== "begin") continue;
    const owner = owners.get(id);
    if (owner !== undefined && !dead.has(owner)) found.push(`${id}: ${owner} and ${pid}`);
    owners.set(id, pid);
  }
  return found;
}

async function start(database: string, log: string, jobs = 0): Promise<ChildProcess> {
  const child = startScript("run-jobs", database, log, leaseMs, String(jobs));
  if (child.stdout === null) throw new Error("no output to wait for");
  await once(child.stdout, "data");
  return child;
}

function isAtWork({ pid }: ChildProcess, log: string): boolean {
  const lines = readLines(log).filter((line) => line.pid === String(pid));
  return lines.filter(({ what }) => what === "begin").length > lines.filter(({ what }) => what === "end").length;
}

async function kill(child: ChildProcess, log: string): Promise<void> {
  appendFileSync(log, `kill - ${child.pid}\n`);
  child.kill("SIGKILL");
  await once(child, "close");
}

async function lose(database: string): Promise<void> {
  const log = join(await newFolder(), "log");
  writeFileSync(log, "");
  const records = sqlRecords({ database });
  onTestFinished(() => records.close());
  for (let at = 0; at < jobCount; at += 50)
    await Promise.all(Array.from({ length: 50 }, (_, index) => records.jobs.add("note", at + index)));
  const children = await Promise.all([1, 2, 3].map(() => start(database, log)));
  const isDone = (): boolean => idsOf(readLines(log), "end").size === jobCount;
  for (let turn = 0; turn < kills && !isDone(); turn += 1) {
    await sleep(1_000);
    const at = turn % 3;
    const child = children[at] as ChildProcess;
    while (!isDone() && !isAtWork(child, log)) await sleep(5);
    await kill(child, log);
    children[at] = await start(database, log);
  }
  await expect.poll(isDone, { timeout, interval: 200 }).toBe(true); // the last wait for the leases of the dead
  const lines = readLines(log);
  expect(idsOf(lines, "end").size).toBe(jobCount);
  expect(doubled(lines)).toEqual([]);
  expect(lines.filter(({ what }) => what === "begin").length, "some runs were broken off").toBeGreaterThan(jobCount);
  expect(await records.jobs.failed()).toEqual([]);
}

/** Several processes make the tables and add jobs, at once. */
async function startTogether(database: string): Promise<void> {
  const log = join(await newFolder(), "log");
  writeFileSync(log, "");
  const children = await Promise.all([1, 2, 3, 4].map(() => start(database, log, 5)));
  await expect.poll(() => idsOf(readLines(log), "end").size, { timeout: 60_000 }).toBe(20);
  expect(idsOf(readLines(log), "end")).toEqual(idsOf(readLines(log), "added"));
  await Promise.all(children.map((child) => kill(child, log)));
}

describe.each([
  ["SQLite", true, async () => join(await newFolder(), "records.sqlite")],
  ["PostgreSQL", hasPostgres, newSchema],
] as const)("on %s", (_, isThere, place) => {
  test.skipIf(!isThere)("killed processes lose no job, and nobody runs a living one's", { timeout }, async () =>
    lose(await place()),
  );

  test.skipIf(!isThere)("several processes that start at once share a fresh database's jobs", { timeout }, async () =>
    startTogether(await place()),
  );
});
