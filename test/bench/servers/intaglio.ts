/** Our server on plain Node, everything open: what is measured is the way of a picture, not of a token, unless DELIVERY says signed. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { createIntaglio } from "intaglio";
import { toNodeHandler } from "intaglio/node";
import { uploadcare } from "intaglio/uploadcare";
import { H3, serve as serveH3 } from "h3";
import { serve } from "srvx/node";

const media = createIntaglio({
  secret: "a secret of the benchmarks, long enough",
  dialects: [uploadcare({ publicKey: "bench", deliveryKeys: [process.env["DELIVERY_KEY"] ?? "00".repeat(32)] })],
  data: process.env["DATA"] ?? ".intaglio-bench",
  delivery: process.env["DELIVERY"] === "signed" ? "signed" : "open",
  uploads: "open",
  limits: { uploadBytes: 4 * 1024 ** 3, uploadTypes: ["*"] },
});
await media.ready();
const fetch = (request: Request) => media.fetch(request);
const through = process.env["THROUGH"] ?? "node";
if (through === "node") {
  const server = createServer(toNodeHandler(media));
  server.listen(0, "127.0.0.1", () => console.log(`http://127.0.0.1:${(server.address() as AddressInfo).port}`));
} else {
  const options = { port: 0, hostname: "127.0.0.1", silent: true };
  const app = new H3().all("/**", ({ req }) => fetch(req));
  const served = through === "h3" ? serveH3(app, options) : serve({ fetch, ...options });
  await served.ready();
  console.log(served.url);
}
