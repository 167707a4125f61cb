import type { IncomingMessage, ServerResponse } from "node:http";
import { connect } from "node:net";
import { partsOf, type Fetchable } from "@intaglio/contract";
import { afterEach, describe, expect, test } from "vitest";
import { toNodeHandler } from "../src/node.ts";
import { ask, echo, raw } from "./ask.ts";
import { closeAll, listen } from "./hosts.ts";

/** A response that carries its parts, as the core's do. */
function readyResponse(): Response {
  return Object.assign(new Response("x"), { [partsOf]: { status: 200, headers: [], body: "x" } });
}

afterEach(closeAll);

describe("on plain Node", () => {
  test("an absolute-form target is reduced to its path", async () => {
    const path = (url: string): string => url.replace(/^https?:\/\/[^/]*/, "");
    const read: Fetchable = { owns: () => true, fetch: async ({ url }) => Response.json({ url: path(url) }) };
    const port = await listen(toNodeHandler(read));
    const text = await raw(
      port,
      "GET http://elsewhere.example/own/a?b HTTP/1.1\r\nHost: h\r\nConnection: close\r\n\r\n",
    );
    expect(text).toContain('"url":"/own/a?b"');
  });

  test("odd Host headers break nothing", async () => {
    const port = await listen(toNodeHandler(echo));
    for (const host of ["a/../b", "a b", "[::1", "h:99999", "h\0"]) {
      const text = await raw(port, `GET /own/a HTTP/1.1\r\nHost: ${host}\r\nConnection: close\r\n\r\n`);
      expect(text, host).toMatch(/^HTTP\/1\.1 (200|400)/);
    }
    expect(await raw(port, "GET /own/a HTTP/1.1\r\nConnection: close\r\n\r\n"), "none").toMatch(/^HTTP\/1\.1 400/);
  });

  test("an answer that cannot be sent ends that request, and never the process", async () => {
    const unhandled: unknown[] = [];
    const note = (error: unknown): void => void unhandled.push(error);
    process.on("unhandledRejection", note);
    const broken = new Response("x");
    Object.assign(broken, { [partsOf]: { status: 200, headers: ["x-name", "line\nbreak"], body: "x" } });
    const answers = { "/own/broken": broken, "/own/late": new Response("too late"), "/own/ready": readyResponse() };
    const handle = toNodeHandler({
      owns: () => true,
      fetch: async ({ url }) => answers[new URL(url).pathname as keyof typeof answers],
    });
    const port = await listen((incoming: IncomingMessage, response: ServerResponse) => {
      if (incoming.url !== "/own/broken") response.writeHead(503).end("the app was first");
      handle(incoming, response);
    });
    const seen = async (path: string) => {
      const { status, text } = await ask(port, path);
      return { status, text };
    };
    expect((await seen("/own/broken")).status).toBe(500);
    expect(await seen("/own/late")).toEqual({ status: 503, text: "the app was first" });
    expect(await seen("/own/ready")).toEqual({ status: 503, text: "the app was first" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
  });

  test("middleware that replaces writeHead, and knows headers as an object alone, gets them one by one", async () => {
    const response = Object.assign(new Response("x"), {
      [partsOf]: { status: 201, headers: ["x-name", "value", "content-type", "text/plain"], body: "x" },
    });
    const handle = toNodeHandler({ owns: () => true, fetch: async () => response });
    const port = await listen((incoming: IncomingMessage, outgoing: ServerResponse) => {
      const original = outgoing.writeHead.bind(outgoing);
      outgoing.writeHead = ((status: number, headers: object = {}) => original(status, { ...headers })) as never;
      handle(incoming, outgoing);
    });
    const { status, headers } = await ask(port, "/own/a");
    expect([status, headers["x-name"], headers["0"]]).toEqual([201, "value", undefined]);
  });

  test("a client that leaves is told to the server by the request's signal", async () => {
    const gone = Promise.withResolvers<string>();
    const port = await listen(
      toNodeHandler({
        owns: () => true,
        fetch: (incoming) => {
          incoming.signal.addEventListener("abort", () => gone.resolve("heard"));
          return new Promise(() => {});
        },
      }),
    );
    const socket = connect(port, "127.0.0.1");
    socket.write("GET /own/a HTTP/1.1\r\nHost: h\r\n\r\n");
    setTimeout(() => socket.destroy(), 50);
    expect(await gone.promise).toBe("heard");
  });
});
