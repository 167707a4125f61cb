/**
 * A file held in memory, or 304 to whoever has it, and nothing else: from plain Node, or, as THROUGH says, from the least
 * handler that srvx or h3 can have.
 */
import { readFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { H3, serve as serveH3 } from "h3";
import { FastResponse } from "srvx";
import { serve } from "srvx/node";

const body = await readFile(process.env["FILE"] ?? "");
const tag = '"plain"';
const headers = { "content-type": "image/webp", etag: tag, "cache-control": "public, max-age=31536000" };
const whole = { ...headers, "content-length": String(body.byteLength) };
const options = { port: 0, hostname: "127.0.0.1", silent: true };

const ways: Readonly<Record<string, () => Promise<string | undefined>>> = {
  async node() {
    const server = createServer((request, response) => {
      if (request.headers["if-none-match"] === tag) response.writeHead(304, headers).end();
      else response.writeHead(200, whole).end(body);
    });
    await new Promise<void>((resolve) => void server.listen(0, options.hostname, resolve));
    return `http://${options.hostname}:${(server.address() as AddressInfo).port}`;
  },
  async srvx() {
    const fetch = (request: Request): Response =>
      request.headers.get("if-none-match") === tag
        ? new FastResponse(null, { status: 304, headers })
        : new FastResponse(body as never, { headers: whole });
    return (await serve({ fetch, ...options }).ready()).url;
  },
  async h3() {
    const app = new H3().all("/**", ({ req, res }) => {
      const isKnown = req.headers.get("if-none-match") === tag;
      const all = isKnown ? headers : whole;
      for (const [name, value] of Object.entries(all)) res.headers.set(name, value);
      if (!isKnown) return body;
      res.status = 304;
      return null;
    });
    return (await serveH3(app, options).ready()).url;
  },
};
console.log(await ways[process.env["THROUGH"] ?? "node"]?.());
