/** Plain Node: GET gives a file held in memory, POST writes the body to a file as it comes. */
import { createWriteStream } from "node:fs";
import { open, readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { pipeline } from "node:stream/promises";

const body = process.env["FILE"] ? await readFile(process.env["FILE"]) : Buffer.alloc(0);
const target = process.env["TARGET"] ?? "";
const server = createServer((request, response) => {
  if (request.method !== "POST")
    return response.writeHead(200, { "content-type": "image/webp", "content-length": body.byteLength }).end(body);
  return void receive(request).then(() => response.end("ok"));
});

/** Durable, as an acknowledged upload must be. */
async function receive(request: NodeJS.ReadableStream): Promise<void> {
  await pipeline(request, createWriteStream(target, { highWaterMark: 1024 * 1024 }));
  const file = await open(target, "r");
  await file.sync();
  await file.close();
}
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
