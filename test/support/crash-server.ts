/** A server that is made to be killed: uploads, bakes and renders over HTTP, everything open. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createIntaglio, format, preview } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { uploadcare } from "intaglio/uploadcare";

const media = createIntaglio({
  secret: "a secret for tests that is long enough",
  dialects: [uploadcare({ publicKey: "demopublickey" })],
  data: process.env["DATA"] ?? "",
  ...(process.env["DATABASE"] ? { database: process.env["DATABASE"] } : {}),
  delivery: "open",
  uploads: "open",
});
await media.ready();
const handle = toNodeHandler(media);
const server = createServer((request, response) => {
  const found = /^\/bake\/([0-9a-f-]{36})$/.exec(request.url ?? "");
  if (!found) return handle(request, response);
  const baking = media.bake(found[1] ?? "", [preview(60, 60), format("png")]);
  return void baking.then(
    ({ id, sha256 }) => response.end(JSON.stringify({ id, sha256 })),
    (error: unknown) => response.writeHead(500).end(String(error)),
  );
});
server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
