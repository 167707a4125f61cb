// No list and no look-up reads more than it shows, however much there is.
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import type { RecordStore } from "@intaglio/contract";
import pg from "pg";
import { expect, test, vi } from "vitest";
import { fillLibrary, firstUpload, lastUpload } from "../../../../test/support/many-files.ts";
import { optional } from "../../../../test/support/optional.ts";
import { newFolder, newSchema } from "../../../../test/support/places.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { allDocumentLists, allFileLists } from "./support/all-lists.ts";

const hasPostgres = await optional("postgres");
const files = 60_000;
const middle = (firstUpload + lastUpload(files)) / 2;
const pageFiles = 10;

async function askEverything(records: RecordStore): Promise<void> {
  for (const query of allFileLists(middle)) await records.list({ ...query, limit: pageFiles });
  for (const query of allDocumentLists(middle)) await records.documents.list(query);
  await records.counts("a");
  await records.documents.find("a", "b");
  await records.documents.findByName("a", "b", "c");
  await records.documents.count("a", "b");
  await records.documents.dropExpired(1);
  await records.abandoned(1, 10);
  await records.expired(1, 10);
  await records.renditions.leastRecent(10);
  await records.renditions.ofFile("a");
}

test("on SQLite every query goes by an index", async () => {
  const database = join(await newFolder(), "records.sqlite");
  const records = sqlRecords({ database });
  await records.ready();
  const prepare = vi.spyOn(DatabaseSync.prototype, "prepare");
  await askEverything(records);
  const statements = new Set(prepare.mock.calls.map(([statement]) => statement));
  prepare.mockRestore();
  await records.close();
  expect(statements.size).toBeGreaterThan(20);
  const raw = new DatabaseSync(database);
  for (const statement of statements) {
    if (statement.startsWith("pragma")) continue;
    const plan = raw.prepare(`explain query plan ${statement}`).all();
    const steps = plan.map(({ detail }) => String(detail)).join("; ");
    expect(steps, statement).toMatch(/USING (COVERING )?INDEX/);
    expect(steps, statement).not.toMatch(/SCAN intaglio_\w+(;|$)/);
    const isLimited = /SCAN times; USE TEMP B-TREE FOR ORDER BY/g; // the few that each shelf gave
    expect(steps.replaceAll(isLimited, ""), statement).not.toMatch(/TEMP B-TREE/);
  }
  raw.close();
});

interface Plan {
  readonly "Shared Hit Blocks": number;
  readonly "Shared Read Blocks": number;
}

test.skipIf(!hasPostgres)("on PostgreSQL no query looks at more than it needs", { timeout: 120_000 }, async () => {
  const database = await newSchema();
  const records = sqlRecords({ database });
  await records.ready();
  const client = new pg.Client(database);
  await client.connect();
  for (const statement of [...fillLibrary(files), "analyze"]) await client.query(statement);
  const query = vi.spyOn(pg.Client.prototype, "query");
  await askEverything(records);
  const asked = query.mock.calls as unknown as [string, unknown[]][];
  query.mockRestore();
  expect(asked.length).toBeGreaterThan(200);
  for (const [statement, values] of asked) {
    if (!statement.startsWith("select")) continue;
    const { rows } = await client.query(`explain (analyze, buffers, format json) ${statement}`, values);
    const [{ Plan: plan }] = (rows[0] as { "QUERY PLAN": [{ Plan: Plan }] })["QUERY PLAN"];
    const blocks = plan["Shared Hit Blocks"] + plan["Shared Read Blocks"];
    expect(blocks, `${statement} ${JSON.stringify(values)}`).toBeLessThan(pageFiles * 8); // each row has its way from the root
  }
  await client.end();
  await records.close();
});
