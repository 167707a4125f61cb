/** How often pictures of other servers are fetched: by their servers' word, once for all who ask, and not again at once where that failed. */
import type { IntaglioOptions } from "intaglio";
import { describe, expect, test } from "vitest";
import { optional } from "./support/optional.ts";
import { listenOutside, moved, only, red, sizeOf, square, start, type Reply } from "./support/outside.ts";
import { newSchema } from "./support/places.ts";

const hasPostgres = await optional("postgres");

describe("how often", () => {
  const headers = { etag: '"v1"', "last-modified": "Thu, 01 Jan 2026 00:00:00 GMT", "cache-control": "max-age=120" };
  const versioned: Reply = (request, response) => {
    if (request.headers["if-none-match"] === headers.etag) response.writeHead(304, headers).end();
    else response.writeHead(200, headers).end(red);
  };

  async function startAt(replies: Record<string, Reply | Buffer>, more: Partial<IntaglioOptions<string>> = {}) {
    const there = await listenOutside(replies);
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
    const { there, time, ask } = await startAt({ "/from": moved("/a.png"), "/a.png": versioned, "/b.png": square });
    expect(await sizeOf(await ask("/from"))).toBe("40x20");
    there.replies["/from"] = moved("/b.png");
    time.now += 121_000;
    expect(await sizeOf(await ask("/from"))).toBe("30x30");
    for (const { headers: sent } of there.asked) expect(sent).not.toHaveProperty("if-none-match");
  });

  test("a 304 that nobody asked for is no picture", async () => {
    const { ask } = await startAt({ "/a.png": only(304) });
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
    there.replies["/a.png"] = only(503);
    time.now += 121_000;
    const stale = await Promise.all([ask(), ask("/a.png", "-/resize/10x/"), ask()]);
    expect(stale.map(({ status }) => status)).toEqual([200, 200, 200]);
    expect(stale[0]?.headers.get("cache-control")).toMatch(/^public, max-age=(60|59)$/);
    expect(there.asked).toHaveLength(2);
    there.replies["/a.png"] = only(410);
    time.now += 61_000;
    expect((await ask()).status).toBe(422);
    there.replies["/a.png"] = only(503);
    time.now += 61_000;
    expect((await ask()).status).toBe(422);
    expect(there.asked).toHaveLength(4);
  });

  test("what nobody asks about for as long again is forgotten", async () => {
    const { there, time, ask } = await startAt({ "/a.png": versioned });
    await ask();
    there.replies["/a.png"] = only(503);
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
