/** A server that takes large files in parts and knows its own address; everything else about it is in the environment. */
import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createIntaglio } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { tus } from "intaglio/tus";
import { uploadcare } from "intaglio/uploadcare";
import { chosenStore } from "./chosen-store.ts";

const { DATA: folder = "", DATABASE: database, UPLOADS: uploads } = process.env;
const server = createServer();
server.listen(0, "127.0.0.1"); // first, to know the address
await once(server, "listening");
const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
const blobs = chosenStore(folder);
const media = createIntaglio({
  secret: "a secret for tests that is long enough",
  dialects: [uploadcare({ publicKey: "demopublickey", secretKeys: ["media-kit-secret"] })],
  data: folder,
  blobs,
  ...(database ? { database } : {}),
  publicUrl: url,
  resumable: tus(),
  delivery: "open",
  uploads: uploads === "signed" ? "signed" : "open",
  limits: { uploadTypes: ["*"] },
});
await media.ready();
server.on("request", toNodeHandler(media));
console.log(url);
