import { createServer, request, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import { connect, type AddressInfo } from "node:net";
import { partsOf, type Fetchable } from "@intaglio/contract";
import express, { type Express } from "express";
import { afterEach, describe, expect, test } from "vitest";
import { toExpressHandler } from "../src/express.ts";
import { toNodeHandler } from "../src/node.ts";

/** Says what arrived, so that a test sees what an adapter did to it. It owns all below /own. */
const echo: Fetchable = {
  owns: (url) => url.startsWith("/own/"),
  fetch: async (incoming) => {
    const url = incoming.url.replace(/^https?:\/\/[^/]*/, "");
    const body = incoming.method === "HEAD" ? "" : await incoming.text();
    return Response.json({ url, method: incoming.method, body, used: incoming.headers.get("x-test") });
  },
};

/** A response that carries its parts, as the core's do. */
function readyResponse(): Response {
  return Object.assign(new Response("x"), { [partsOf]: { status: 200, headers: [], body: "x" } });
}

const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) {
    server.closeAllConnections();
    server.close();
  }
});

async function listen(handler: Express | ReturnType<typeof toNodeHandler>): Promise<number> {
  const server = createServer(handler as never);
  servers.push(server);
  await new Promise<void>((resolve) => void server.listen(0, "127.0.0.1", resolve));
  return (server.address() as AddressInfo).port;
}

/** Sends a path exactly as it is written, which `fetch` would not. */
function ask(port: number, path: string, method = "GET", body = ""): Promise<{ status: number; text: string }> {
  return new Promise((resolve, reject) => {
    const sending = request({ host: "127.0.0.1", port, path, method }, (response) => {
      let text = "";
      response
        .on("data", (chunk: Buffer) => (text += chunk.toString()))
        .on("end", () => resolve({ status: response.statusCode ?? 0, text }));
    });
    sending.on("error", reject).end(body);
  });
}

describe("in Express", () => {
  const app = (mount: string): Express =>
    express()
      .use(mount, toExpressHandler(echo))
      .use((_request, response) => void response.status(404).send("the app's own"));

  test.each(["/", "/own"])("mounted at %s it hands over the whole original URL, byte for byte", async (mount) => {
    const port = await listen(app(mount));
    for (const path of ["/own/a/b?c=d", "/own//a/b%2Fc%41?x=%20&x", "/own/%zz"]) {
      const { status, text } = await ask(port, path);
      expect(status, path).toBe(200);
      expect((JSON.parse(text) as { url: string }).url).toBe(path);
    }
  });

  test("it leaves what it does not own to the app", async () => {
    const port = await listen(app("/"));
    expect(await ask(port, "/other/own/")).toEqual({ status: 404, text: "the app's own" });
  });

  test("it hands over bodies unread, and every method", async () => {
    const port = await listen(app("/"));
    for (const method of ["POST", "PUT"]) {
      const { text } = await ask(port, "/own/x", method, "hello");
      expect(JSON.parse(text)).toMatchObject({ method, body: "hello" });
    }
    expect((await ask(port, "/own/x", "HEAD")).text).toBe("");
  });

  test("what the app did to the request before does not change the URL", async () => {
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
});

describe("on plain Node", () => {
  /** A request as text, so that nothing helps to get it right. */
  async function raw(port: number, text: string): Promise<string> {
    const socket = connect(port, "127.0.0.1");
    socket.end(text);
    const chunks = await Array.fromAsync(socket as AsyncIterable<Buffer>);
    return Buffer.concat(chunks).toString();
  }

  test("an absolute-form target is reduced to its path", async () => {
    const port = await listen(toNodeHandler(echo));
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
    expect((await ask(port, "/own/broken")).status).toBe(500);
    expect(await ask(port, "/own/late")).toEqual({ status: 503, text: "the app was first" });
    expect(await ask(port, "/own/ready")).toEqual({ status: 503, text: "the app was first" });
    await new Promise((resolve) => setTimeout(resolve, 50));
    process.off("unhandledRejection", note);
    expect(unhandled).toEqual([]);
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
