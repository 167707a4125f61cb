/** The guarded fetch against real listeners on loopback. */
import { createServer, type RequestListener } from "node:http";
import { createServer as createSocketServer, type AddressInfo, type Socket } from "node:net";
import { IntaglioError } from "@intaglio/contract";
import { afterEach, describe, expect, test } from "vitest";
import { isPublicAddress } from "../../src/guard/addresses.ts";
import type { Destination } from "../../src/guarded-request.ts";
import { fetchRemote, type FetchTimes } from "../../src/intake/remote.ts";

const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

async function listen(answer: RequestListener): Promise<{ url: string; count(): number }> {
  let count = 0;
  const server = createServer((request, response) => {
    count += 1;
    answer(request, response);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, count: () => count };
}

async function listenRaw(talk: (socket: Socket) => void): Promise<string> {
  const server = createSocketServer((socket) => talk(socket.on("error", () => {})));
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => void server.close());
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}

const everywhere = (url: string): Destination => ({ url: new URL(url), reaches: () => true });
const publicly = (url: string): Destination => ({ url: new URL(url), reaches: isPublicAddress });
const quick: FetchTimes = { connectMs: 300, idleMs: 300, totalMs: 900 };
const never = new AbortController().signal;

async function bytesOf(url: string, admit = everywhere): Promise<string> {
  const { body } = await fetchRemote(url, admit, never, quick);
  const chunks: Uint8Array[] = [];
  for await (const chunk of body) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}
const outcome = (url: string, admit = everywhere): Promise<string> =>
  bytesOf(url, admit).catch((error: unknown) => (error instanceof IntaglioError ? error.code : String(error)));

test("gives the bytes, the name and the stated type, and sends nothing of the caller's along", async () => {
  let headers: unknown;
  const { url } = await listen((request, response) => {
    ({ headers } = request);
    response.writeHead(200, { "content-type": "image/png; x=y", "set-cookie": "a=b" }).end("bytes");
  });
  const { name, statedType } = await fetchRemote(`${url}/dir/a%20b.png?q=1`, everywhere, never);
  expect([name, statedType]).toEqual(["a b.png", "image/png"]);
  expect(Object.keys(headers as object).toSorted()).toEqual([
    "accept",
    "accept-encoding",
    "connection",
    "host",
    "user-agent",
    "via",
  ]);
});

describe("addresses that are not public", () => {
  test.each(["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0", "2130706433", "0x7f.1", "127.1"])(
    "%s is not reached",
    async (host) => {
      const server = await listen((_, response) => response.end("secret"));
      expect(await outcome(server.url.replace("127.0.0.1", host), publicly)).toBe("SOURCE_UNREACHABLE");
      expect(server.count()).toBe(0);
    },
  );

  test("nor by a redirect", async () => {
    const secret = await listen((_, response) => response.end("secret"));
    const public_ = await listen((_, response) => response.writeHead(302, { location: `${secret.url}/` }).end());
    const admit = (url: string): Destination => ({ url: new URL(url), reaches: () => url.startsWith(public_.url) });
    expect(await outcome(public_.url, admit)).toBe("SOURCE_UNREACHABLE");
    expect([public_.count(), secret.count()]).toEqual([1, 0]);
  });

  test("nor by a name that gives another address the second time: it is asked once, and the peer is looked at", async () => {
    const server = await listen((_, response) => response.end("secret"));
    let asked = 0;
    const url = server.url.replace("127.0.0.1", "localhost");
    const rebound = (): Destination => ({ url: new URL(url), reaches: () => (asked += 1) <= 1 }); // fine when looked up, not when connected
    expect(await outcome(url, rebound)).toBe("SOURCE_UNREACHABLE");
    expect(server.count()).toBe(0);
  });
});

describe("redirects", () => {
  test("are followed by hand, three at most, each judged", async () => {
    const seen: string[] = [];
    const server = await listen((request, response) => {
      const left = Number(request.url?.slice(1));
      if (left > 0) response.writeHead(301, { location: `/${left - 1}` }).end();
      else response.end("there");
    });
    const admit = (url: string): Destination => {
      seen.push(new URL(url).pathname);
      return everywhere(url);
    };
    expect(await outcome(`${server.url}/3`, admit)).toBe("there");
    expect(seen).toEqual(["/3", "/2", "/1", "/0"]);
    expect(await outcome(`${server.url}/4`)).toBe("SOURCE_UNREACHABLE");
  });

  test.each([undefined, "http://[", "javascript:alert(1)"])("to %s are refused", async (location) => {
    const server = await listen((_, response) => response.writeHead(302, location ? { location } : {}).end());
    const admit = (url: string): Destination => {
      if (!url.startsWith("http")) throw new IntaglioError("SOURCE_FORBIDDEN");
      return everywhere(url);
    };
    expect(await outcome(server.url, admit)).toMatch(/^SOURCE_/);
  });
});

describe("whatever else goes wrong looks the same", () => {
  test.each([204, 206, 304, 401, 404, 500])("status %i", async (status) => {
    const { url } = await listen((_, response) => response.writeHead(status).end());
    expect(await outcome(url)).toBe("SOURCE_UNREACHABLE");
  });
  test.each<[string, RequestListener]>([
    [
      "an encoding that was not asked for",
      (_, response) => response.writeHead(200, { "content-encoding": "gzip" }).end("x"),
    ],
    [
      "a body that is cut off",
      (_, response) => response.writeHead(200, { "content-length": 9 }).write("x", () => response.destroy()),
    ],
    ["silence before the answer", () => {}],
    ["silence in the body", (_, response) => void response.writeHead(200, { "content-length": 9 }).write("x")],
    [
      "a body that drips for ever",
      (_, response) => {
        const timer = setInterval(() => response.write("x"), 50);
        response.on("close", () => clearInterval(timer));
      },
    ],
  ])("%s", async (_, answer) => expect(await outcome((await listen(answer)).url)).toBe("SOURCE_UNREACHABLE"));

  test("a port nobody listens on, no HTTP, endless headers", async () => {
    expect(await outcome("http://127.0.0.1:1")).toBe("SOURCE_UNREACHABLE");
    expect(await outcome(await listenRaw((socket) => socket.end("SSH-2.0\r\n")))).toBe("SOURCE_UNREACHABLE");
    const endless = await listenRaw((socket) => {
      socket.write("HTTP/1.1 200 OK\r\n");
      const timer = setInterval(() => socket.write(`x: ${"y".repeat(8000)}\r\n`), 1);
      socket.on("close", () => clearInterval(timer));
    });
    expect(await outcome(endless)).toBe("SOURCE_UNREACHABLE");
  });

  test("a caller who leaves ends it", async () => {
    const gone = Promise.withResolvers<void>();
    const { url } = await listen((request) => request.on("close", () => gone.resolve()));
    const stop = new AbortController();
    const fetching = fetchRemote(url, everywhere, stop.signal).catch((error: unknown) => error);
    setTimeout(() => stop.abort(), 50);
    expect(await fetching).toMatchObject({ code: "SOURCE_UNREACHABLE" });
    await gone.promise;
  });
});
