/** An Express app that writes a request's body to a file as it comes: what an upload costs at the least. */
import { createWriteStream } from "node:fs";
import { open } from "node:fs/promises";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";
import express from "express";

const target = process.env["TARGET"] ?? "";
const app = express();
app.post("/base/", async (request, response) => {
  await pipeline(request, createWriteStream(target, { highWaterMark: 1024 * 1024 }));
  const file = await open(target, "r");
  await file.sync(); // durable, as an acknowledged upload must be
  await file.close();
  response.end("ok");
});
const server = app.listen(0, "127.0.0.1", () =>
  console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`),
);
