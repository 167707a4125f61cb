/**
 * A file held in memory, or 304 to whoever has it, and nothing else: from plain Node, or, as THROUGH says, from the least
 * handler that a framework can have.
 */
import { readFile } from "node:fs/promises";
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve as serveHono } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { H3, serve as serveH3 } from "h3";
import { Hono } from "hono";
import Koa from "koa";
import { FastResponse } from "srvx";
import { serve } from "srvx/node";

const body = await readFile(process.env["FILE"] ?? "");
const tag = '"plain"';
const headers = { "content-type": "image/webp", etag: tag, "cache-control": "public, max-age=31536000" };
const whole = { ...headers, "content-length": String(body.byteLength) };
const options = { port: 0, hostname: "127.0.0.1", silent: true };

const ways: Readonly<Record<string, () => Promise<string | undefined>>> = {
  async express() {
    const app = express().disable("etag");
    app.use((request, response) => {
      if (request.headers["if-none-match"] === tag) response.status(304).set(headers).end();
      else response.set(whole).send(body);
    });
    return listen(createServer(app));
  },
  async koa() {
    const app = new Koa().use((context) => {
      const isKnown = context.headers["if-none-match"] === tag;
      context.set(isKnown ? headers : whole);
      if (isKnown) context.status = 304;
      else context.body = body;
    });
    const handle = app.callback();
    return listen(createServer((request, response) => void handle(request, response)));
  },
  async fastify() {
    const app = fastify();
    app.get("/*", (request, reply) => {
      if (request.headers["if-none-match"] === tag) return reply.code(304).headers(headers).send();
      return reply.headers(whole).send(body);
    });
    return app.listen({ port: 0, host: options.hostname });
  },
  async hono() {
    const app = new Hono().get("/*", (context) => {
      if (context.req.header("if-none-match") === tag) return context.body(null, 304, headers);
      return context.body(body, 200, whole);
    });
    return new Promise((resolve) => {
      serveHono({ fetch: app.fetch, ...options }, ({ port }) => resolve(`http://${options.hostname}:${port}`));
    });
  },
  async node() {
    const server = createServer((request, response) => {
      if (request.headers["if-none-match"] === tag) response.writeHead(304, headers).end();
      else response.writeHead(200, whole).end(body);
    });
    return listen(server);
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

async function listen(server: Server): Promise<string> {
  await new Promise<void>((resolve) => void server.listen(0, options.hostname, resolve));
  return `http://${options.hostname}:${(server.address() as AddressInfo).port}`;
}
