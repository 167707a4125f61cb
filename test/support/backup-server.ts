/** A server that is made to be killed while it backs files up; whose jobs the dead had is taken up after 3 s. Each put is noted. */
import { appendFileSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createIntaglio, diskBlobs, sqlRecords, type IntaglioOptions } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { uploadcare } from "intaglio/uploadcare";
import { publicKey } from "./media.ts";

const data = process.env["DATA"] ?? "";
const records = sqlRecords({ database: process.env["DATABASE"] ?? join(data, "records.sqlite") });
const { jobs } = records;
const startJobs = jobs.start.bind(jobs);
jobs.start = (handlers, options) => startJobs(handlers, { ...options, leaseMs: 3_000 });
const backup = diskBlobs({ folder: process.env["COPIES"] ?? "" });
const put = backup.put.bind(backup);
backup.put = async (key, body, options) => {
  await sleep(5); // there shall be time to be killed in
  const bytes = await put(key, body, options);
  appendFileSync(process.env["PUTS"] ?? "", `${process.pid} ${key}\n`);
  return bytes;
};
const options: IntaglioOptions = {
  secret: "a secret for tests that is long enough",
  dialects: [uploadcare({ publicKey })],
  data,
  database: records,
  backup,
  uploads: "open",
  render: { renderer: "inline" },
};
const media = createIntaglio(options);
await media.ready();
const server = createServer(toNodeHandler(media));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
