/** An Express app that takes files of any kind and size, on the store that STORE names. */
import type { AddressInfo } from "node:net";
import { join } from "node:path";
import express from "express";
import { createIntaglio, diskBlobs, unstorageBlobs } from "intaglio";
import { toExpressHandler } from "intaglio/express";
import { uploadcare } from "intaglio/uploadcare";
import fsDriver from "unstorage/drivers/fs";

const folder = process.env["DATA"] ?? "";
const blobs =
  process.env["STORE"] === "unstorage"
    ? unstorageBlobs({ driver: fsDriver({ base: join(folder, "blobs") }) })
    : diskBlobs({ folder: join(folder, "blobs") });
const media = createIntaglio({
  secret: "a secret for tests that is long enough",
  dialects: [uploadcare({ publicKey: "demopublickey" })],
  data: folder,
  blobs,
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
