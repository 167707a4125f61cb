import { once } from "node:events";
import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { optional } from "../../../../test/support/optional.ts";
import { diskBlobs } from "../../src/library/blobs-disk.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { newFolder, newSchema } from "../../../../test/support/places.ts";
import { outputOf, startScript } from "./support/spawn.ts";

interface Outcome {
  readonly uploaded: number[];
  readonly leases: number[];
  readonly numbers: number[];
  readonly added: number;
  readonly spent: number;
}

const hasPostgres = await optional("postgres");
const processes = 5;
const rounds = 15;

async function race(database: string): Promise<void> {
  const children = Array.from({ length: processes }, () =>
    outputOf(startScript("start-records", database, String(rounds))),
  );
  const outcomes = (await Promise.all(children)).map((output) => JSON.parse(output) as Outcome);
  const uploaded = outcomes.flatMap((outcome) => outcome.uploaded);
  expect(new Set(uploaded).size, "each time of upload once").toBe(processes * rounds);
  expect(
    outcomes.flatMap(({ leases }) => leases).toSorted((a, b) => a - b),
    "each lease to one process",
  ).toEqual(Array.from({ length: rounds }, (_, index) => index));
  expect(
    outcomes.reduce((sum, { spent }) => sum + spent, 0),
    "the ticket's limit",
  ).toBe(5);
  const numbers = outcomes.flatMap((outcome) => outcome.numbers);
  expect(
    numbers.toSorted((a, b) => a - b),
    "each number once",
  ).toEqual(Array.from({ length: processes * rounds }, (_, index) => index + 1));
  expect(
    outcomes.reduce((sum, { added }) => sum + added, 0),
    "each document by one process",
  ).toBe(rounds);
  const records = sqlRecords({ database });
  const [all, third] = [processes * rounds, (processes * rounds) / 3];
  expect((await records.list({ limit: 1_000 })).files).toHaveLength(all - third);
  expect((await records.list({ removed: true, limit: 1_000 })).files).toHaveLength(third);
  expect(await records.counts("")).toEqual({ stored: all - third, unstored: 0, removed: third });
  expect(await records.renditions.totalBytes()).toBe(all - third);
  await records.close();
}

describe("several processes that start at once", () => {
  test("share a fresh SQLite file", async () => race(join(await newFolder(), "new", "records.sqlite")));

  test.skipIf(!hasPostgres)("share a fresh PostgreSQL schema", async () => race(await newSchema()));
});

async function* tenBytes(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(10);
}

describe("a process that is killed", () => {
  test("in the middle of a put leaves nothing visible, and what is left is swept", async () => {
    const folder = await newFolder();
    const blobs = diskBlobs({ folder });
    await blobs.put("files/ab/earlier", tenBytes());
    for (const key of ["files/ab/new", "files/ab/earlier"]) {
      const child = startScript("put-for-ever", folder, key);
      if (child.stdout === null) throw new Error("no output to wait for");
      await once(child.stdout, "data");
      child.kill("SIGKILL");
      await once(child, "close");
    }
    expect(await blobs.open("files/ab/new")).toBeUndefined();
    expect((await Array.fromAsync(blobs.list(""))).map(({ key, size }) => [key, size])).toEqual([
      ["files/ab/earlier", 10],
    ]);
    expect(await readdir(join(folder, "_tmp"))).toHaveLength(2);
    expect(await blobs.sweep(60_000)).toBe(0);
    expect(await blobs.sweep(0)).toBe(2);
    expect(await readdir(join(folder, "_tmp"))).toEqual([]);
  });

  test("leaves a database that opens again", async () => {
    const database = join(await newFolder(), "records.sqlite");
    const child = startScript("start-records", database, "100000");
    child.stdout?.resume();
    await expect
      .poll(
        async () => {
          const records = sqlRecords({ database });
          const { files } = await records.list({});
          await records.close();
          return files.length;
        },
        { timeout: 20_000, interval: 200 },
      )
      .toBeGreaterThan(3);
    child.kill("SIGKILL");
    await once(child, "close");
    const records = sqlRecords({ database });
    const { files } = await records.list({ limit: 1_000 });
    for (const { id } of files) expect(await records.find(id)).toBeDefined();
    expect((await records.abandoned(Date.now() + 1, 10)).length).toBeLessThanOrEqual(1);
    await records.close();
  });
});
