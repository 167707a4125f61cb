/** An app that reads the body before us, or cuts it: a clear answer that names the fix, in every framework where that can happen. */
import type { IncomingMessage, ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { getRequestListener } from "@hono/node-server";
import express from "express";
import fastify from "fastify";
import { H3, toNodeHandler as h3ToNode } from "h3";
import { Hono } from "hono";
import type { Intaglio } from "intaglio";
import { toExpressHandler } from "intaglio/express";
import { toFastifyHook } from "intaglio/fastify";
import { toH3Handler } from "intaglio/h3";
import { toHonoHandler } from "intaglio/hono";
import { toKoaHandler } from "intaglio/koa";
import { toNodeHandler } from "intaglio/node";
import Koa from "koa";
import { afterAll, beforeAll, expect, test } from "vitest";
import { multipart, send } from "./frameworks/exchange.ts";
import { startOutside } from "./support/listening.ts";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";

type Listener = (request: IncomingMessage, response: ServerResponse) => unknown;

async function readAll(request: IncomingMessage): Promise<void> {
  for await (const _chunk of request);
}

/** Apps whose first middleware reads every body. */
const apps: Readonly<Record<string, (media: Intaglio<string>) => Listener>> = {
  Express: (media) => express().use(express.raw({ type: () => true, limit: "1mb" }), toExpressHandler(media)),
  Koa: (media) => {
    const app = new Koa();
    app.use(async (context, next) => {
      await readAll(context.req);
      await next();
    });
    return app.use(toKoaHandler(media)).callback();
  },
  Hono: (media) => {
    const app = new Hono();
    app.use(async (context, next) => {
      await context.req.parseBody();
      await next();
    });
    return getRequestListener(app.use(toHonoHandler(media)).fetch);
  },
  "h3 2": (media) => {
    const app = new H3();
    app.use(async ({ req }) => void (await req.formData()));
    return h3ToNode(app.use(toH3Handler(media)));
  },
  "plain Node": (media) => {
    const handle = toNodeHandler(media);
    return async (request, response) => {
      await readAll(request);
      handle(request, response);
    };
  },
};

let kit: TestMedia;
let photo: Uint8Array;

beforeAll(async () => {
  kit = await createTestMedia({ uploads: "open" });
  photo = await makePhoto(300, 200);
});

afterAll(async () => {
  await kit.close();
});

const upload = (): Parameters<typeof send>[1] => ({
  method: "POST",
  path: "/base/",
  ...multipart([
    ["UPLOADCARE_PUB_KEY", "demopublickey"],
    ["file", photo, "a.jpg"],
  ]),
});

test.each(Object.entries(apps))("%s", async (_name, create) => {
  const handle = create(kit.media);
  const app = await startOutside((request, response) => void handle(request, response));
  const { status, body } = await send(app.url, upload());
  await app.close();
  expect([status, body.toString()]).toEqual([500, expect.stringContaining("register Intaglio before")]);
});

test("in Fastify the hook comes before every parser", async () => {
  const app = fastify();
  app.addContentTypeParser("*", { parseAs: "buffer" }, (_request, body, done) => done(null, body));
  app.addHook("onRequest", toFastifyHook(kit.media));
  await app.listen({ port: 0, host: "127.0.0.1" });
  const { status } = await send(`http://127.0.0.1:${(app.server.address() as AddressInfo).port}`, upload());
  await app.close();
  expect(status).toBe(200);
});

test("a body of which less arrives than its length says is refused, and said to be cut", async () => {
  const { method, path, headers, body } = upload();
  const cut = new Uint8Array((body as Buffer).subarray(0, 2000));
  const request = new Request(`http://media.test${path}`, { method: method ?? "", headers: headers ?? {}, body: cut });
  const answer = await kit.media.fetch(request);
  expect([answer.status, await answer.text()]).toEqual([500, expect.stringContaining("proxyClientMaxBodySize")]);
});
