/** An Express app that takes files of any kind and size, on the store that STORE names. */
import type { AddressInfo } from "node:net";
import express from "express";
import { createIntaglio } from "intaglio";
import { toExpressHandler } from "intaglio/express";
import { uploadcare } from "intaglio/uploadcare";
import { chosenStore } from "./chosen-store.ts";

const folder = process.env["DATA"] ?? "";
const media = createIntaglio({
  secret: "a secret for tests that is long enough",
  dialects: [uploadcare({ publicKey: "demopublickey" })],
  data: folder,
  blobs: chosenStore(folder),
  delivery: "open",
  uploads: "open",
  limits: { uploadBytes: 4 * 1024 ** 3, uploadTypes: ["*"] },
});
await media.ready();
const app = express();
app.use(toExpressHandler(media));
const server = app.listen(0, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
