/** Every framework with an adapter, mounted as its users would: first at the root, or below a path in the framework's own way. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import type { Fetchable } from "@intaglio/contract";
import express from "express";
import express4 from "express-v4";
import fastify from "fastify";
import { H3, toNodeHandler as h3ToNode } from "h3";
import { createApp, defineEventHandler, toNodeListener, useBase } from "h3-v1";
import { Hono } from "hono";
import Koa from "koa";
import { toExpressHandler } from "../src/express.ts";
import { toFastifyHook } from "../src/fastify.ts";
import { toH3Handler } from "../src/h3.ts";
import { toHonoHandler } from "../src/hono.ts";
import { toKoaHandler } from "../src/koa.ts";
import { toNodeHandler } from "../src/node.ts";

/** What the app itself answers where the adapter passes on. */
export const appText = "the app's own";

/** Gives what Node's server calls: the adapter at `mount`, and behind it a 404 of the app's own. */
export type Host = (media: Fetchable, mount: string) => Listener | Promise<Listener>;

/** Some give promises, and never reject. */
type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

/** By name. */
export const hosts: Readonly<Record<string, Host>> = {
  "Express 5": (media, mount) =>
    express()
      .use(mount, toExpressHandler(media))
      .use((_request, response) => void response.status(404).send(appText)),
  "Express 4": (media, mount) =>
    express4()
      .use(mount, toExpressHandler(media))
      .use((_request, response) => void response.status(404).send(appText)),
  Koa: (media, mount) => {
    const app = new Koa();
    const handle = toKoaHandler(media);
    app.use((context, next) => {
      if (mount === "/" || !context.path.startsWith(`${mount}/`)) return handle(context, next);
      context.path = context.path.slice(mount.length); // as koa-mount does
      return handle(context, next);
    });
    app.use((context) => {
      context.status = 404;
      context.body = appText;
    });
    return app.callback();
  },
  Fastify: async (media, mount) => {
    const cut = (url: string): string => (mount === "/" ? url : url.replace(mount, "") || "/");
    const app = fastify({ rewriteUrl: (request: IncomingMessage) => cut(request.url ?? "/") });
    app.addHook("onRequest", toFastifyHook(media));
    app.setNotFoundHandler((_request, reply) => void reply.code(404).send(appText));
    await app.ready();
    return (request, response) => app.routing(request, response);
  },
  Hono: (media, mount) => {
    const app = new Hono();
    const inner = new Hono().use(toHonoHandler(media));
    if (mount === "/") app.route("/", inner);
    else app.mount(mount, inner.fetch);
    app.notFound((context) => context.text(appText, 404));
    return getRequestListener(app.fetch);
  },
  "h3 2": (media, mount) => {
    const app = new H3();
    if (mount === "/") app.use(toH3Handler(media));
    else app.mount(mount, new H3().use(toH3Handler(media)));
    app.all("/**", ({ res }) => {
      res.status = 404;
      return appText;
    });
    return h3ToNode(app);
  },
  "h3 1": (media, mount) => {
    const handler = defineEventHandler(toH3Handler(media) as never);
    const app = createApp().use(mount === "/" ? handler : useBase(mount, handler));
    app.use(
      defineEventHandler(({ node }) => {
        node.res.statusCode = 404;
        return appText;
      }),
    );
    return toNodeListener(app);
  },
  "plain Node": (media) => {
    const handle = toNodeHandler(media);
    return (request, response) => {
      if (media.owns(request.url ?? "/")) handle(request, response);
      else response.writeHead(404).end(appText);
    };
  },
};

const servers: Server[] = [];

/** Listens on a free port of this machine until {@link closeAll}. */
export async function listen(handler: Listener): Promise<number> {
  const server = createServer((request, response) => void handler(request, response));
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Ends all servers and their connections. */
export function closeAll(): void {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
}
