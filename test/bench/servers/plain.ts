/** Plain Node: gives a file held in memory, or 304 to whoever has it. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const body = await readFile(process.env["FILE"] ?? "");
const headers = { "content-type": "image/webp", etag: '"plain"', "cache-control": "public, max-age=31536000" };
const server = createServer((request, response) => {
  if (request.headers["if-none-match"] === headers.etag) response.writeHead(304, headers).end();
  else response.writeHead(200, { ...headers, "content-length": body.byteLength }).end(body);
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
