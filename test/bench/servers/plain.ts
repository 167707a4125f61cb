/** Plain Node: gives a file held in memory. */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";

const body = await readFile(process.env["FILE"] ?? "");
const server = createServer((_, response) =>
  response.writeHead(200, { "content-type": "image/webp", "content-length": body.byteLength }).end(body),
);
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
