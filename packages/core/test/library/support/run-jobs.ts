// Runs the jobs named `note`: each writes a line when it begins and one when it ends. Adds some first when told to.
import { appendFileSync } from "node:fs";
import { setTimeout as sleep } from "node:timers/promises";
import { sqlRecords } from "../../../src/library/records/index.ts";

const [database = "", log = "", leaseMs = "5000", jobs = "0"] = process.argv.slice(2);
const note = (what: string, id: string): void => appendFileSync(log, `${what} ${id} ${process.pid}\n`);
const records = sqlRecords({ database });
for (let at = 0; at < Number(jobs); at += 1) note("added", await records.jobs.add("note", at));
records.jobs.start(
  {
    note: async ({ id }) => {
      note("begin", id);
      await sleep(40 + Math.random() * 160);
      note("end", id);
    },
  },
  { leaseMs: Number(leaseMs), pollMs: 250 },
);
process.stdout.write("ready\n");
setInterval(() => undefined, 60_000); // until it is killed
