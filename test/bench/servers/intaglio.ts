/** Our server on plain Node, or in the framework that THROUGH names; everything open: what is measured is the way of a picture, not of a token, unless DELIVERY says signed. */
import { createServer, type Server } from "node:http";
import type { AddressInfo } from "node:net";
import { serve as serveHono } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { H3, serve as serveH3 } from "h3";
import { Hono } from "hono";
import { createIntaglio } from "intaglio";
import { toExpressHandler } from "intaglio/express";
import { toFastifyHook } from "intaglio/fastify";
import { toH3Handler } from "intaglio/h3";
import { toHonoHandler } from "intaglio/hono";
import { toKoaHandler } from "intaglio/koa";
import { toNodeHandler } from "intaglio/node";
import { uploadcare } from "intaglio/uploadcare";
import Koa from "koa";
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
const options = { port: 0, hostname: "127.0.0.1", silent: true };

/** By framework, how a real app mounts it. Each gives the port. */
const ways: Readonly<Record<string, () => Promise<number>>> = {
  node: () => listen(createServer(toNodeHandler(media))),
  srvx: async () => {
    const server = await serve({ fetch: (request) => media.fetch(request), ...options }).ready();
    return Number(new URL(server.url ?? "").port);
  },
  express: () => listen(createServer(express().use(toExpressHandler(media)))),
  koa: () => {
    const handle = new Koa().use(toKoaHandler(media)).callback();
    return listen(createServer((request, response) => void handle(request, response)));
  },
  async fastify() {
    const app = fastify();
    app.addHook("onRequest", toFastifyHook(media));
    return Number(new URL(await app.listen({ port: 0, host: options.hostname })).port);
  },
  hono: () =>
    new Promise((resolve) => {
      const app = new Hono().use(toHonoHandler(media));
      serveHono({ fetch: app.fetch, ...options }, ({ port }) => resolve(port));
    }),
  async h3() {
    const server = await serveH3(new H3().use(toH3Handler(media)), options).ready();
    return Number(new URL(server.url ?? "").port);
  },
};
console.log(`http://127.0.0.1:${await ways[process.env["THROUGH"] ?? "node"]?.()}`);

async function listen(server: Server): Promise<number> {
  await new Promise<void>((resolve) => void server.listen(0, options.hostname, resolve));
  return (server.address() as AddressInfo).port;
}
