/** Pictures of other servers in Uploadcare's addresses: who may have which, how often they are fetched, and what tokens cover. */
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import type { IntaglioOptions } from "intaglio";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { afterEach, describe, expect, test } from "vitest";
import { createTestMedia, deliveryKey, publicKey, secretKey, type TestMedia } from "./support/media.ts";
import { optional } from "./support/optional.ts";
import { newSchema } from "./support/places.ts";

const hasPostgres = await optional("postgres");
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const plain = (width: number, height: number, background = "red"): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();
const red = await plain(40, 20);
const square = await plain(30, 30, "blue");

type Reply = (request: IncomingMessage, response: ServerResponse) => void;

/** A server on loopback. What it answers is changed by the tests; unknown paths are not there. */
async function listen(replies: Record<string, Reply | Buffer>) {
  const asked: { readonly url: string; readonly headers: IncomingMessage["headers"] }[] = [];
  const server = createServer((request, response) => {
    asked.push({ url: request.url ?? "", headers: request.headers });
    const reply = replies[request.url ?? ""];
    if (typeof reply === "function") reply(request, response);
    else if (reply) response.end(reply);
    else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close().closeAllConnections());
  const { port } = server.address() as AddressInfo;
  return { url: `http://127.0.0.1:${port}`, host: `127.0.0.1:${port}`, port, asked, replies };
}

const dialect = (more: Parameters<typeof uploadcare>[0] = {}) =>
  uploadcare({ publicKey, secretKeys: [secretKey], deliveryKeys: [deliveryKey], ...more });

async function start(options: Partial<IntaglioOptions<string>> = {}): Promise<TestMedia> {
  const server = await createTestMedia({
    dialects: [dialect()],
    delivery: "open",
    render: { renderer: "inline" },
    ...options,
  });
  closing.push(() => server.close());
  return server;
}

async function sizeOf(response: Response): Promise<string> {
  if (response.status !== 200) return `${response.status}`;
  const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return `${width}x${height}`;
}

describe("whose pictures", () => {
  test("nobody's, until somebody is listed", async () => {
    const there = await listen({ "/a.png": red });
    const server = await start();
    for (const path of [`/${there.url}/a.png`, `/-/preview/${there.url}/a.png`]) {
      const answer = await server.get(path);
      expect([answer.status, await answer.text()]).toEqual([400, "Domain is not allowed"]);
      expect(answer.headers.get("cache-control")).toBe("no-store");
    }
    expect(there.asked).toEqual([]);
  });

  test("listed ones': made over, as they are, and their facts", async () => {
    const there = await listen({ "/a.png?size=1&token=abc": red });
    const server = await start({ remote: { origins: [{ origin: there.url, private: true }] } });
    const picture = `${there.url}/a.png?size=1&token=abc`;
    expect(await sizeOf(await server.get(`/-/resize/20x/${picture}`))).toBe("20x10");
    expect(await sizeOf(await server.get(`/-/resize/10x/-/flip/${picture.replace("://", ":/")}`))).toBe("10x5");
    const original = await server.get(`/${picture}`);
    expect(Buffer.from(await original.arrayBuffer()).equals(red)).toBe(true);
    expect(await (await server.get(`/-/json/${picture}`)).json()).toMatchObject({ width: 40, height: 20 });
    expect((await server.get(`/-/preview/${there.url}/none.png`)).status).toBe(422);
    expect(there.asked.map(({ url }) => url)).toEqual(["/a.png?size=1&token=abc", "/none.png"]);
    const { via, accept, host, connection, ...rest } = there.asked[0]?.headers ?? {};
    expect([via, accept, host, connection]).toEqual(["1.1 intaglio", "image/*", there.host, "close"]);
    expect(rest).toEqual({ "accept-encoding": "identity", "user-agent": "Intaglio" });
  });

  test("each project its own list, found by the request's host; copies are not shared", async () => {
    const [one, other] = [await listen({ "/a.png": red }), await listen({ "/a.png": square })];
    const both = [one, other].map(({ url }) => ({ origin: url, private: true }));
    const server = await start({
      dialects: [dialect({ proxyDomain: "ucr.test", proxyHosts: { "pictures.shop.test": "shop" } })],
      remote: { origins: both },
      projects: [
        { key: "shop", origins: [other.host] },
        { key: "closed", origins: [] },
        { key: "like-all", origins: null },
        { key: "signed", origins: [other.url], delivery: "signed" },
      ],
    });
    const ask = async (host: string, { url }: { url: string }) =>
      sizeOf(await server.get(`/-/preview/${url}/a.png`, { host }));
    for (const [host, expected] of [
      ["media.test", ["40x20", "30x30"]],
      ["like-all.ucr.test", ["40x20", "30x30"]],
      ["demopublickey.ucr.test", ["40x20", "30x30"]],
      ["shop.ucr.test", ["400", "30x30"]],
      ["SHOP.ucr.test.:8443", ["400", "30x30"]],
      ["pictures.shop.test", ["400", "30x30"]],
      ["closed.ucr.test", ["400", "400"]],
      ["signed.ucr.test", ["403", "403"]],
      ["nobody.ucr.test", ["403", "403"]],
      ["a.shop.ucr.test", ["40x20", "30x30"]],
    ] as const)
      expect([host, await ask(host, one), await ask(host, other)]).toEqual([host, ...expected]);
    expect([one.asked.length, other.asked.length]).toEqual([1, 2]);
    await server.media.projects.create({ key: "late", origins: [one.url] });
    expect(await ask("late.ucr.test", one)).toBe("40x20");
    await server.media.projects.update("late", { origins: [] });
    expect(await ask("late.ucr.test", one)).toBe("400");
    await expect(server.media.projects.create({ key: "bad", origins: ["https://*"] })).rejects.toMatchObject({
      code: "FIELD_INVALID",
      message: expect.stringContaining("origins must be"),
    });
  });

  test("a list without private networks reaches none, whatever a project lists", async () => {
    const there = await listen({ "/a.png": red });
    const server = await start({
      dialects: [dialect({ proxyDomain: "ucr.test" })],
      projects: [{ key: "shop", origins: [there.host] }],
    });
    expect((await server.get(`/-/preview/${there.url}/a.png`, { host: "shop.ucr.test" })).status).toBe(422);
    expect(there.asked).toEqual([]);
  });
});

describe("redirects", () => {
  test("are followed to listed servers alone, also where a copy is kept", async () => {
    const moved = (to: string): Reply => (_, response) => void response.writeHead(302, { location: to }).end();
    const target = await listen({ "/a.png": red });
    const first = await listen({ "/to": moved(`${target.url}/a.png`), "/within": moved("/to") });
    const rule = ({ url }: { url: string }) => ({ origin: url, private: true });
    const narrow = await start({ remote: { origins: [rule(first)] } });
    for (const path of ["/to", "/within", "/to"]) {
      const answer = await narrow.get(`/-/preview/${first.url}${path}`);
      expect([answer.status, await answer.text()]).toEqual([400, "Domain is not allowed"]);
    }
    expect(target.asked).toEqual([]);
    expect(first.asked.map(({ url }) => url)).toEqual(["/to", "/within", "/to"]); // the third was remembered
    const wide = await start({ remote: { origins: [rule(first), rule(target)] }, data: narrow.folder });
    expect(await sizeOf(await wide.get(`/-/preview/${first.url}/to`))).toBe("40x20");
    const again = await start({ remote: { origins: [rule(first)] }, data: narrow.folder });
    expect((await again.get(`/-/preview/${first.url}/to`)).status).toBe(400);
    expect(target.asked).toHaveLength(1);
  });
});

describe("how often", () => {
  const headers = { etag: '"v1"', "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT", "cache-control": "max-age=120" };
  const versioned: Reply = (request, response) => {
    if (request.headers["if-none-match"] === headers.etag) response.writeHead(304, headers).end();
    else response.writeHead(200, headers).end(red);
  };

  async function startAt(replies: Record<string, Reply | Buffer>, more: Partial<IntaglioOptions<string>> = {}) {
    const there = await listen(replies);
    const time = { now: Date.now() };
    const options = {
      clock: () => time.now,
      remote: { origins: [{ origin: there.url, private: true }], ttlSeconds: 3600 },
      ...more,
    };
    const server = await start(options);
    const ask = (path = "/a.png", operations = "-/preview/") => server.get(`/${operations}${there.url}${path}`);
    return { there, time, server, ask, options };
  }

  test("by the other server's word, and then only whether it changed: nothing is made again", async () => {
    const { there, time, ask } = await startAt({ "/a.png": versioned });
    const first = await ask();
    expect(first.headers.get("cache-control")).toMatch(/^public, max-age=1(20|19)$/);
    time.now += 119_000;
    await ask();
    expect(there.asked).toHaveLength(1);
    time.now += 2_000;
    const second = await ask();
    expect([second.status, second.headers.get("etag")]).toEqual([200, first.headers.get("etag")]);
    expect(there.asked).toHaveLength(2);
    expect(there.asked[1]?.headers).toMatchObject({
      "if-none-match": headers.etag,
      "if-modified-since": headers["last-modified"],
    });
    time.now += 119_000;
    await ask();
    expect(there.asked).toHaveLength(2);
    there.replies["/a.png"] = (_, response) => void response.writeHead(200, { etag: '"v2"' }).end(square);
    time.now += 2_000;
    expect(await sizeOf(await ask())).toBe("30x30");
    expect(there.asked).toHaveLength(3);
    time.now += 3_590_000; // it said nothing of how long
    expect(await sizeOf(await ask())).toBe("30x30");
    expect(there.asked).toHaveLength(3);
  });

  test("the same bytes are the same picture, also without a version", async () => {
    const { there, time, ask } = await startAt({ "/a.png": red });
    const first = await ask();
    time.now += 3_700_000;
    const second = await ask();
    expect(second.headers.get("etag")).toBe(first.headers.get("etag"));
    expect(there.asked).toHaveLength(2);
    expect(there.asked[1]?.headers).not.toHaveProperty("if-none-match");
  });

  test("a version is told to the address that gave it alone", async () => {
    const moved = (to: string): Reply => (_, response) => void response.writeHead(302, { location: to }).end();
    const { there, time, ask } = await startAt({ "/from": moved("/a.png"), "/a.png": versioned, "/b.png": square });
    expect(await sizeOf(await ask("/from"))).toBe("40x20");
    there.replies["/from"] = moved("/b.png");
    time.now += 121_000;
    expect(await sizeOf(await ask("/from"))).toBe("30x30");
    for (const { headers: sent } of there.asked) expect(sent).not.toHaveProperty("if-none-match");
  });

  test("a 304 that nobody asked for is no picture", async () => {
    const { ask } = await startAt({ "/a.png": (_, response) => void response.writeHead(304).end() });
    expect((await ask()).status).toBe(422);
  });

  test("no oftener than each minute, whatever the other server says", async () => {
    const { there, time, ask } = await startAt({
      "/a.png": (_, response) => void response.writeHead(200, { "cache-control": "no-store" }).end(red),
    });
    await ask();
    time.now += 59_000;
    await ask("/a.png", "-/resize/10x/");
    expect(there.asked).toHaveLength(1);
    time.now += 2_000;
    await ask();
    expect(there.asked).toHaveLength(2);
  });

  test("a failure is remembered for a minute, however many ask", async () => {
    const { there, time, ask } = await startAt({ "/text": Buffer.from("no picture") });
    for (const path of ["/none", "/text"]) {
      const answers = await Promise.all(Array.from({ length: 20 }, () => ask(path)));
      expect(new Set(answers.map(({ status }) => status)).size).toBe(1);
      expect((await ask(path)).headers.get("cache-control")).toBe("no-store");
    }
    expect(there.asked.map(({ url }) => url)).toEqual(["/none", "/text"]);
    there.replies["/none"] = red;
    time.now += 61_000;
    expect(await sizeOf(await ask("/none"))).toBe("40x20");
  });

  test("what is kept serves on while the other server fails, and goes when that says it is gone", async () => {
    const { there, time, ask } = await startAt({ "/a.png": versioned });
    await ask();
    there.replies["/a.png"] = (_, response) => void response.writeHead(503).end();
    time.now += 121_000;
    const stale = await Promise.all([ask(), ask("/a.png", "-/resize/10x/"), ask()]);
    expect(stale.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(stale[0]?.headers.get("cache-control")).toMatch(/^public, max-age=(60|59)$/);
    expect(there.asked).toHaveLength(2);
    there.replies["/a.png"] = (_, response) => void response.writeHead(410).end();
    time.now += 61_000;
    expect((await ask()).status).toBe(422);
    there.replies["/a.png"] = (_, response) => void response.writeHead(503).end();
    time.now += 61_000;
    expect((await ask()).status).toBe(422);
    expect(there.asked).toHaveLength(4);
  });

  test("what nobody asks about for as long again is forgotten", async () => {
    const { there, time, ask } = await startAt({ "/a.png": versioned });
    await ask();
    there.replies["/a.png"] = (_, response) => void response.writeHead(503).end();
    time.now += 120_000 + 3_601_000;
    expect((await ask()).status).toBe(422);
    there.replies["/a.png"] = versioned;
    time.now += 61_000;
    expect(await sizeOf(await ask())).toBe("40x20");
  });

  test("what is too large, or breaks off, leaves nothing behind", async () => {
    const { ask, server } = await startAt(
      {
        "/big": Buffer.alloc(5_000, 1),
        "/cut": (_, response) => {
          response.writeHead(200, { "content-length": red.byteLength }).write(red.subarray(0, 50));
          setTimeout(() => response.destroy(), 20);
        },
      },
      { limits: { uploadBytes: 4_000 } },
    );
    expect([(await ask("/big")).status, (await ask("/cut")).status]).toEqual([413, 422]);
    expect((await server.media.files.list()).files).toEqual([]);
  });

  describe.each([
    ["SQLite", true, async () => ({})],
    ["PostgreSQL", hasPostgres, async () => ({ database: await newSchema() })],
  ] as const)("on %s", (_, isThere, place) => {
    test.skipIf(!isThere)("once for all who ask, of whichever server on the same store", async () => {
      const slowly: Reply = (request, response) => void setTimeout(() => versioned(request, response), 50);
      const long = `/b.png?${"%C3%A4".repeat(300)}`;
      const { there, time, server, options } = await startAt({ "/a.png": slowly, [long]: red }, await place());
      const second = await start({ ...options, data: server.folder });
      const askAll = async () => {
        const servers = Array.from({ length: 30 }, (_unused, at) => (at % 2 === 0 ? server : second));
        return Promise.all(servers.map(async (one) => sizeOf(await one.get(`/-/resize/20x/${there.url}/a.png`))));
      };
      expect(new Set(await askAll())).toEqual(new Set(["20x10"]));
      expect(there.asked).toHaveLength(1);
      time.now += 121_000;
      expect(new Set(await askAll())).toEqual(new Set(["20x10"]));
      expect(there.asked).toHaveLength(2);
      expect(await sizeOf(await second.get(`/-/preview/${there.url}${long}`))).toBe("40x20");
    });
  });
});

describe("signed delivery", () => {
  test("a token covers the operations and the picture's address with its query, and nothing else", async () => {
    const there = await listen({ "/a.png?v=1": red, "/a.png?v=2": square, "/b.png": square, "/a.png": square });
    const server = await start({
      delivery: "signed",
      remote: { origins: [{ origin: there.url, private: true }] },
    });
    const signed = server.media.sign(`/-/resize/20x/${there.url}/a.png?v=1`);
    const answer = await server.get(signed);
    expect(answer.headers.get("cache-control")).toMatch(/^private/);
    expect(await sizeOf(answer)).toBe("20x10");
    const others = [
      signed.replace(/&token.*/, ""),
      signed.replace("v=1", "v=2"),
      signed.replace("?v=1&", "?"),
      signed.replace("a.png", "b.png"),
      signed.replace("-/resize/20x/", ""),
      signed.replace("20x", "40x"),
      signed.replace("/-/", "/-/flip/-/"),
      signed.replace(/hmac=./, "hmac=z"),
      `${signed}&v=2`,
    ];
    for (const other of others) expect([other, (await server.get(other)).status]).toEqual([other, 403]);
    expect(there.asked.map(({ url }) => url)).toEqual(["/a.png?v=1"]);
  });

  test("a token for many addresses does not make us fetch from unlisted servers", async () => {
    const there = await listen({ "/a.png": red });
    const server = await start({ delivery: "signed", remote: { signed: true } });
    const path = `/-/preview/http://localhost/a.png`;
    const { createHmac } = await import("node:crypto");
    const text = `exp=${Math.floor(Date.now() / 1000) + 90}~acl=/*`;
    const hmac = createHmac("sha256", Buffer.from(deliveryKey, "hex")).update(text).digest("hex");
    const wide = await server.get(`${path}?token=${text}~hmac=${hmac}`);
    expect([wide.status, await wide.text()]).toEqual([400, "Domain is not allowed"]);
    expect((await server.get(server.media.sign(path))).status).toBe(422); // let through, but no public address
    expect(there.asked).toEqual([]);
  });
});

describe("no spelling of an address leads elsewhere", () => {
  test("in any dialect", async () => {
    const listed = await listen({ "/a.png": red });
    const other = await listen({ "/a.png": square });
    const server = await start({
      dialects: [dialect(), cloudinary(), ipx()],
      remote: { origins: [{ origin: `http://127.0.0.1:${listed.port}`, private: true }] },
    });
    const [good, bad] = [listed.host, other.host];
    const hosts = [
      ...[bad, `${good}@${bad}`, `${good}%40${bad}`, `${good}%2540${bad}`, `${good}:@${bad}`, `@${bad}`, `%40${bad}`],
      ...[`${good}\\@${bad}`, `${good}%5C@${bad}`, `${good}%5c${bad}`, `${bad}\\.${good}`, `${bad}%5C.${good}`],
      ...[`${good}#@${bad}`, `${bad}#${good}`, `${bad}%23@${good}`, `${bad}?@${good}`, `${bad}%3F@${good}`],
      ...[`${bad}%2F@${good}`, `${bad}%252F@${good}`, `${bad}/@${good}`, `${good}%09@${bad}`, `${good}%00@${bad}`],
      ...[`\t${bad}`, `%09${bad}`, `%0d%0a${bad}`, `${good}%0d%0aHost:%20${bad}`, ` ${bad}`, `%20${bad}`],
      ...[`127.0.0.1.:${other.port}`, `127.1:${other.port}`, `0x7f.0.0.1:${other.port}`, `2130706433:${other.port}`],
      ...[`0177.0.0.1:${other.port}`, `[::ffff:127.0.0.1]:${other.port}`, `[::1]:${other.port}`, `0:${other.port}`],
      ...[`localhost:${other.port}`, `127.0.0.1%2e:${other.port}`, `127%2e0%2e0%2e1:${other.port}`],
      ...[`127。0。0。1:${other.port}`, `%E2%91%A027.0.0.1:${other.port}`, `${good}:${other.port}`],
      ...[`127.0.0.1:0${listed.port}@127.0.0.1:${other.port}`, `127.0.0.1:%20${other.port}`],
      ...[`127.0.0.1:${other.port}%20`, `127.0.0.1:+${other.port}`, `xn--127-.0.0.1:${other.port}`],
    ];
    const schemes = ["http://", "http:/", "http:///", "HTTP://", "http:", "http:\\\\", "https://", "http%3A%2F%2F"];
    for (const host of hosts)
      for (const scheme of [...schemes, "//", "ftp://", "file://"])
        for (const prefix of ["/-/preview/", "/", "/demo/image/fetch/", "/_ipx/w_5/"]) {
          const path = `${prefix}${scheme}${host}/a.png`;
          const { status } = await server.get(path);
          if (other.asked.length > 0) expect.fail(`${path} reached the other server (${status})`);
          if (status >= 500) expect.fail(`${path} was answered ${status}`);
        }
    for (const { headers } of listed.asked) expect(headers.host).toBe(listed.host);
  });
});
