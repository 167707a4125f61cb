import { connect } from "node:net";
import { partsOf, type Fetchable } from "@intaglio/contract";
import express from "express";
import { H3, toNodeHandler as h3ToNode } from "h3";
import { Hono } from "hono";
import Koa from "koa";
import { afterEach, describe, expect, test } from "vitest";
import { toExpressHandler } from "../src/express.ts";
import { toH3Handler } from "../src/h3.ts";
import { toHonoHandler } from "../src/hono.ts";
import { toKoaHandler } from "../src/koa.ts";
import { ask, echo } from "./ask.ts";
import { appText, closeAll, hosts, listen } from "./hosts.ts";

afterEach(closeAll);

const paths = [
  "/own/a/b?c=d",
  "/own//a/b%2Fc%41?x=%20&x",
  "/own/https://host//x.jpg?token=a~b",
  "/own/a/?",
  "/own/%7E",
];

/** What a framework keeps from any handler; docs/frameworks.md names these. */
const limits: Readonly<Record<string, { skips: (path: string, mount: string) => boolean; refusesBadCodes: boolean }>> =
  {
    Fastify: { skips: () => false, refusesBadCodes: true },
    "h3 2": { skips: (path, mount) => mount !== "/" && path.startsWith(`${mount}//`), refusesBadCodes: true },
  };

describe.each(Object.entries(hosts))("%s", (name, host) => {
  test.each(["/", "/own"])("mounted at %s it hands over the whole original URL, byte for byte", async (mount) => {
    const port = await listen(await host(echo, mount));
    for (const path of paths) {
      if (limits[name]?.skips(path, mount)) continue;
      const { status, text } = await ask(port, path);
      expect(status, `${path}: ${text}`).toBe(200);
      expect((JSON.parse(text) as { url: string }).url).toBe(path);
    }
  });

  test("what is no valid percent code is handed over, too, or refused by the framework", async () => {
    const port = await listen(await host(echo, "/"));
    const { status, text } = await ask(port, "/own/%zz");
    if (status === 200) expect((JSON.parse(text) as { url: string }).url).toBe("/own/%zz");
    else expect([status, limits[name]?.refusesBadCodes]).toEqual([400, true]);
  });

  test("it leaves what it does not own to the app", async () => {
    const port = await listen(await host(echo, "/"));
    expect(await ask(port, "/other/own/")).toMatchObject({ status: 404, text: appText });
  });

  test("it hands over bodies unread, and every method", async () => {
    const port = await listen(await host(echo, "/"));
    for (const method of ["POST", "PUT", "PATCH", "DELETE"]) {
      const { text } = await ask(port, "/own/x", method, "hello", { "content-length": "5" });
      expect(JSON.parse(text), method).toMatchObject({ method, body: "hello" });
    }
    for (const type of ["application/json", "application/x-www-form-urlencoded", "text/plain"]) {
      const { text } = await ask(port, "/own/x", "POST", "{not what it says", { "content-type": type });
      expect(JSON.parse(text), type).toMatchObject({ body: "{not what it says" });
    }
    expect(await ask(port, "/own/x", "HEAD")).toMatchObject({ status: 200, text: "" });
    expect(JSON.parse((await ask(port, "/own/x", "OPTIONS")).text)).toMatchObject({ method: "OPTIONS" });
  });

  test("an answer arrives with its status and headers, each once", async () => {
    const body = new Uint8Array([1, 2, 3]);
    const headers = ["content-type", "image/webp", "content-length", "3", "etag", '"e"', "cache-control", "no-store"];
    const answers: Fetchable = {
      owns: () => true,
      fetch: async ({ url }) =>
        url.endsWith("/parts")
          ? Object.assign(new Response(body), { [partsOf]: { status: 206, headers, body } })
          : new Response(null, { status: 304, headers: { etag: '"e"' } }),
    };
    const port = await listen(await host(answers, "/"));
    const parts = await ask(port, "/own/parts");
    expect(parts).toMatchObject({ status: 206, text: "\u0001\u0002\u0003" });
    expect(parts.headers).toMatchObject({ "content-type": "image/webp", etag: '"e"', "cache-control": "no-store" });
    expect(parts.headers["transfer-encoding"]).toBeUndefined();
    expect(await ask(port, "/own/unchanged")).toMatchObject({ status: 304, text: "", headers: { etag: '"e"' } });
  });

  test("a download waits for a client that reads slowly, and stops when it goes", async () => {
    let made = 0;
    const stopped = Promise.withResolvers<string>();
    const endless: Fetchable = {
      owns: () => true,
      fetch: async () =>
        new Response(
          new ReadableStream({
            pull(controller) {
              made += 65_536;
              controller.enqueue(new Uint8Array(65_536));
            },
            cancel: () => stopped.resolve("stopped"),
          }),
        ),
    };
    const port = await listen(await host(endless, "/"));
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /own/endless HTTP/1.1\r\nHost: h\r\n\r\n");
    await new Promise((resolve) => socket.once("data", resolve));
    socket.pause();
    let before = -1;
    while (before !== made) {
      before = made;
      await new Promise((resolve) => setTimeout(resolve, 250)); // until the pipes are full
    }
    expect(made).toBeLessThan(64 * 1024 * 1024);
    socket.destroy();
    expect(await stopped.promise).toBe("stopped");
  });

  test("a client that leaves before its answer is told by the request's signal", async () => {
    const gone = Promise.withResolvers<string>();
    const waiting: Fetchable = {
      owns: () => true,
      fetch: ({ signal }) => {
        signal.addEventListener("abort", () => gone.resolve("heard"));
        return new Promise(() => {});
      },
    };
    const port = await listen(await host(waiting, "/"));
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /own/a HTTP/1.1\r\nHost: h\r\n\r\n");
    setTimeout(() => socket.destroy(), 50);
    expect(await gone.promise).toBe("heard");
  });
});

test("in Express, what the app did to the request before does not change the URL", async () => {
  const port = await listen(
    express()
      .use((incoming, _response, next) => {
        incoming.url = "/rewritten";
        next();
      })
      .use(toExpressHandler(echo)),
  );
  expect((JSON.parse((await ask(port, "/own/x")).text) as { url: string }).url).toBe("/own/x");
});

test("in Koa, a client that leaves is no error, and one of the app's own is", async () => {
  const errors: string[] = [];
  const endless: Fetchable = {
    owns: (url) => url === "/endless",
    fetch: async () => new Response(new ReadableStream({ pull: (to) => to.enqueue(new Uint8Array(65_536)) })),
  };
  const app = new Koa().use(async (_context, next) => {
    await next();
    throw new Error("the app's own");
  });
  app.use(toKoaHandler(endless)).on("error", (error: Error) => errors.push(error.message));
  const port = await listen(app.callback());
  const socket = connect(port, "127.0.0.1");
  socket.write("GET /endless HTTP/1.1\r\nHost: h\r\n\r\n");
  await new Promise((resolve) => socket.once("data", resolve));
  socket.resetAndDestroy();
  await expect.poll(() => errors).toEqual(["the app's own"]);
});

test("in h3 2, headers that the app has set go along", async () => {
  const app = new H3().use(({ res }) => res.headers.set("x-frame-options", "DENY")).use(toH3Handler(echo));
  const port = await listen(h3ToNode(app));
  expect((await ask(port, "/own/x")).headers).toMatchObject({ "x-frame-options": "DENY" });
});

describe("without Node's request, as on Bun, Deno and in workers", () => {
  const asked = "http://localhost/own//a%2Fb?c=%20";

  test("Hono", async () => {
    const app = new Hono().use(toHonoHandler(echo));
    expect(await (await app.request(asked)).json()).toMatchObject({ url: "/own//a%2Fb?c=%20" });
    expect((await app.request("http://localhost/other")).status).toBe(404);
  });

  test("h3 2", async () => {
    const app = new H3().use(toH3Handler(echo));
    expect(await (await app.request(asked)).json()).toMatchObject({ url: "/own//a%2Fb?c=%20" });
    expect((await app.request("http://localhost/other")).status).toBe(404);
  });
});
