import { join } from "node:path";
import { recordStoreChecks } from "@intaglio/contract/checks";
import { describe, test } from "vitest";
import { optional } from "../../../../test/support/optional.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { newFolder, newSchema } from "../../../../test/support/places.ts";

const hasPostgres = await optional("postgres");

describe("the contract, on a SQLite file", () => {
  const create = async () => sqlRecords({ database: join(await newFolder(), "records.sqlite") });
  for (const { name, run } of recordStoreChecks(create)) test(name, run);
});

describe("the contract, on SQLite in memory", () => {
  for (const { name, run } of recordStoreChecks(() => sqlRecords({ database: ":memory:" }))) test(name, run);
});

describe.skipIf(!hasPostgres)("the contract, on PostgreSQL", () => {
  for (const { name, run } of recordStoreChecks(async () => sqlRecords({ database: await newSchema() })))
    test(name, run);
});
