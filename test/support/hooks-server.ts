/** A server that is made to be killed while it fetches files and tells webhooks; what the dead left is taken up after 3 s. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import { createIntaglio, sqlRecords } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { uploadcare } from "intaglio/uploadcare";
import { publicKey, secretKey } from "./media.ts";

const data = process.env["DATA"] ?? "";
const records = sqlRecords({ database: process.env["DATABASE"] ?? join(data, "records.sqlite") });
const { jobs } = records;
const start = jobs.start.bind(jobs);
jobs.start = (handlers, options) => start(handlers, { ...options, leaseMs: 3_000 });
const media = createIntaglio({
  secret: "a secret for tests that is long enough",
  dialects: [uploadcare({ publicKey, secretKeys: [secretKey] })],
  data,
  database: records,
  uploads: "open",
  render: { renderer: "inline" },
  remote: { origins: [{ origin: process.env["ORIGIN"] ?? "", private: true }].filter(({ origin }) => origin !== "") },
  hooks: { origins: [{ origin: process.env["RECEIVER"] ?? "", private: true }] },
});
await media.ready();
const server = createServer(toNodeHandler(media));
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
