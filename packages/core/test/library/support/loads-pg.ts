// Says whether using SQLite has loaded `pg`.
import { createRequire } from "node:module";
import { sqlRecords } from "../../../src/library/records/index.ts";

const records = sqlRecords({ database: process.argv[2] ?? "" });
await records.list({});
await records.close();
const loaded = Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes("/node_modules/pg/"));
process.stdout.write(String(loaded));
