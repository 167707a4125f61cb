// Databases that earlier versions made.
import { randomUUID } from "node:crypto";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import pg from "pg";
import { expect, onTestFinished, test } from "vitest";
import { optional } from "../../../../test/support/optional.ts";
import { newFolder, newSchema } from "../../../../test/support/places.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { migrations } from "../../src/library/records/migrations.ts";

const hasPostgres = await optional("postgres");
const ids = Array.from({ length: 6 }, () => randomUUID());
const [stored, temporary, copy, pending, removed, plain] = ids as [string, string, string, string, string, string];

/** Statements that make a database of the second version, with a file of each kind in it. */
function secondVersion(): string[] {
  const file = (id: string, state: string, uploadedAt: number | null, more: Record<string, string | number>) => {
    const since = uploadedAt === null ? 1 : null;
    const known = { name: "a", stated_type: "", type: "a/b", bytes: 1, sha256: "", metadata: "{}", tags: '["t"]' };
    const row = { id, state, since, uploaded_at: uploadedAt, ...known, ...more };
    const values = Object.values(row).map((value) => (typeof value === "string" ? `'${value}'` : String(value)));
    return `insert into intaglio_files (${Object.keys(row).join(", ")}) values (${values.join(", ")})`;
  };
  const tag = (id: string, uploadedAt: number) =>
    `insert into intaglio_tags (file_id, tag, uploaded_at) values ('${id}', 't', ${uploadedAt})`;
  return [
    "create table intaglio_migrations (version integer primary key)",
    ...migrations
      .slice(0, 2)
      .flat()
      .filter((statement) => typeof statement === "string"),
    "insert into intaglio_migrations (version) values (1), (2)",
    file(stored, "ready", 10, { stored_at: 5, custom_id: "c" }),
    file(temporary, "ready", 20, { expires_at: 7 }),
    file(copy, "ready", 30, { stored_at: 5, origin: "url:a" }),
    file(plain, "ready", 40, { stored_at: 5, tags: "[]" }),
    file(pending, "pending", null, {}),
    file(removed, "removed", null, { stored_at: 5 }),
    tag(stored, 10),
    tag(temporary, 20),
    tag(copy, 30),
  ];
}

/** Several processes start at once after an update. */
async function bringUpToDate(database: string): Promise<void> {
  const stores = [1, 2, 3].map(() => sqlRecords({ database }));
  for (const store of stores) onTestFinished(() => store.close());
  await Promise.all(stores.map((store) => store.ready()));
  const [records] = stores;
  if (!records) throw new Error("no store");
  const list = async (query = {}) => (await records.list(query)).files.map(({ id }) => id);
  expect(await list()).toEqual([stored, temporary, plain]);
  expect(await list({ project: "" })).toEqual([stored, temporary, plain]);
  expect(await list({ tag: "t" })).toEqual([stored, temporary]);
  expect(await list({ tag: "t", project: "", stored: false })).toEqual([temporary]);
  expect(await list({ removed: true })).toEqual([]);
  expect(await records.counts("")).toEqual({ stored: 2, unstored: 1, removed: 0 });
  expect(await records.findByCustomId("c")).toMatchObject({ id: stored, project: "", removedAt: null, tags: ["t"] });
  expect((await records.findByOrigin("url:a"))?.id).toBe(copy);
  expect((await records.abandoned(2, 10)).toSorted()).toEqual([pending, removed].toSorted());
  expect(await records.expired(8, 10)).toEqual([temporary]);
  await records.bury(temporary, 100);
  await records.remove(plain);
  await records.remove(copy);
  expect(await records.counts("")).toEqual({ stored: 1, unstored: 0, removed: 1 });
  await records.restore(temporary);
  expect(await list({ tag: "t", stored: true })).toEqual([stored, temporary]);
  expect(await records.counts("")).toEqual({ stored: 2, unstored: 0, removed: 0 });
}

test("a SQLite file of the second version is brought up to date", async () => {
  const database = join(await newFolder(), "records.sqlite");
  const raw = new DatabaseSync(database);
  for (const statement of secondVersion()) raw.exec(statement);
  raw.close();
  await bringUpToDate(database);
});

test.skipIf(!hasPostgres)("a PostgreSQL schema of the second version is brought up to date", async () => {
  const database = await newSchema();
  const client = new pg.Client(database);
  await client.connect();
  for (const statement of secondVersion()) await client.query(statement);
  await client.end();
  await bringUpToDate(database);
});
