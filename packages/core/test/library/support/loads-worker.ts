// Says whether a queue that nobody uses has loaded graphile-worker, which loads `cosmiconfig`, or made its schema.
import { createRequire } from "node:module";
import { sqlRecords } from "../../../src/library/records/index.ts";

const use = process.argv[3] === "use";
const records = sqlRecords({ database: process.argv[2] ?? "" });
records.jobs.start({});
await records.list({});
if (use) await records.jobs.add("a", 1);
await records.close();
const loaded = Object.keys(createRequire(import.meta.url).cache).some((path) => path.includes("/cosmiconfig/"));
process.stdout.write(String(loaded));
