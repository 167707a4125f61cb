/** One message to real listeners on loopback. */
import { createServer, type RequestListener } from "node:http";
import type { AddressInfo } from "node:net";
import { afterEach, describe, expect, test } from "vitest";
import type { Destination } from "../../src/guarded-request.ts";
import { isPublicAddress } from "../../src/guard/addresses.ts";
import { post, Silence } from "../../src/notify/post.ts";

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

const anywhere = (url: string): Destination => ({ url: new URL(url), reaches: () => true });
const message = { headers: { "Content-Type": "application/json", "X-Own": "1" }, body: '{"a":"ü"}' };
const never = new AbortController().signal;
const quick = { connectMs: 300, totalMs: 400 };
const send = (to: Destination) => post(to, message, never, quick);

test("the very bytes arrive, with these headers and nothing else", async () => {
  let got: unknown;
  const { url } = await listen((request, response) => {
    const chunks: Buffer[] = [];
    request.on("data", (chunk: Buffer) => chunks.push(chunk));
    request.on("end", () => {
      got = [request.method, request.url, Buffer.concat(chunks).toString(), Object.keys(request.headers).toSorted()];
      response.end();
    });
  });
  expect(await send(anywhere(`${url}/a%20b?c=d`))).toBe(200);
  const headers = [
    "accept-encoding",
    "connection",
    "content-length",
    "content-type",
    "host",
    "user-agent",
    "via",
    "x-own",
  ];
  expect(got).toEqual(["POST", "/a%20b?c=d", message.body, headers]);
});

test.each([200, 204, 301, 302, 307, 404, 410, 500])("status %i is an answer, wherever it points", async (status) => {
  const other = await listen((_, response) => response.end());
  const { url } = await listen((_, response) => response.writeHead(status, { location: other.url }).end());
  expect(await send(anywhere(url))).toBe(status);
  expect(other.count()).toBe(0);
});

test.each<[string, RequestListener]>([
  [
    "endless",
    (_, response) => {
      const timer = setInterval(() => response.write(Buffer.alloc(16_384)), 1);
      response.on("close", () => clearInterval(timer));
    },
  ],
  [
    "broken off",
    (_, response) => response.writeHead(200, { "content-length": 9 }).write("x", () => response.destroy()),
  ],
  ["silent", (_, response) => void response.writeHead(200).write("x")],
])("an answer whose body is %s is an answer", async (_, answer) => {
  expect(await send(anywhere((await listen(answer)).url))).toBe(200);
});

describe("without an answer it throws", () => {
  test("when the receiver hangs", async () => {
    const { url } = await listen(() => {});
    await expect(send(anywhere(url))).rejects.toThrow(Silence);
    await expect(send(anywhere(url))).rejects.toThrow("no answer within 0.4 s");
  });

  test("when nobody listens, with neither path nor query in the text", async () => {
    const error: unknown = await send(anywhere("http://127.0.0.1:1/path?token=secret")).catch(
      (thrown: unknown) => thrown,
    );
    expect(String(error)).toMatch(/ECONNREFUSED/);
    expect(String(error)).not.toMatch(/path|secret/);
  });

  test("when the process stops", async () => {
    const { url } = await listen(() => {});
    const stop = new AbortController();
    const sending = post(anywhere(url), message, stop.signal);
    setTimeout(() => stop.abort(), 50);
    await expect(sending).rejects.toThrow();
  });

  test.each(["127.0.0.1", "localhost", "[::1]", "[::ffff:127.0.0.1]", "0.0.0.0"])(
    "when it would reach %s",
    async (host) => {
      const server = await listen((_, response) => response.end());
      const url = new URL(server.url.replace("127.0.0.1", host));
      await expect(send({ url, reaches: isPublicAddress })).rejects.toThrow(/address|is at/);
      expect(server.count()).toBe(0);
    },
  );

  test("when a name leads elsewhere the second time: it is asked once, and the peer is looked at", async () => {
    const server = await listen((_, response) => response.end());
    let asked = 0;
    const url = new URL(server.url.replace("127.0.0.1", "localhost"));
    await expect(send({ url, reaches: () => (asked += 1) <= 1 })).rejects.toThrow();
    expect(server.count()).toBe(0);
  });
});
