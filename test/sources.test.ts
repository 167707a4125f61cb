/** Pictures by name, from folders and from other servers, as main pictures, as layers and as what takes a missing one's place. */
import { mkdir, mkdtemp, rm, symlink, utimes, writeFile } from "node:fs/promises";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { cloudflare } from "intaglio/cloudflare";
import { cloudinary } from "intaglio/cloudinary";
import { ipx } from "intaglio/ipx";
import sharp from "sharp";
import { afterEach, describe, expect, test } from "vitest";
import { createTestMedia, type TestMedia } from "./support/media.ts";

const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

const plain = (width: number, height: number, background: string): Promise<Buffer> =>
  sharp({ create: { width, height, channels: 3, background } })
    .png()
    .toBuffer();

type Options = Parameters<typeof createTestMedia>[0];

async function start(options: Options = {}): Promise<TestMedia> {
  const server = await createTestMedia({
    dialects: [ipx(), cloudinary()],
    delivery: "open",
    render: { renderer: "inline" },
    ...options,
  });
  closing.push(() => server.close());
  return server;
}

async function keep(
  server: TestMedia,
  bytes: Buffer,
  customId?: string,
  access: "signed" | null = null,
): Promise<string> {
  const id = await uploaded(server, bytes);
  if (customId !== undefined) await server.media.files.update(id, { customId, access });
  return id;
}

/** Through a server that speaks uploads, on the same data. */
async function uploaded(server: TestMedia, bytes: Buffer): Promise<string> {
  const { uploadcare } = await import("intaglio/uploadcare");
  const { createIntaglio } = await import("intaglio");
  const other = createIntaglio({
    secret: "a secret for tests that is long enough",
    dialects: [uploadcare({ publicKey: "demopublickey" })],
    data: server.folder,
    uploads: "open",
    render: { renderer: "inline" },
  });
  const form = new FormData();
  form.set("UPLOADCARE_PUB_KEY", "demopublickey");
  form.set("file", new File([new Uint8Array(bytes)], "a.png"));
  const answer = await other.fetch(new Request("http://media.test/base/", { method: "POST", body: form }));
  const { file } = (await answer.json()) as { file: string };
  await other.close();
  return file;
}

async function sizeOf(response: Response): Promise<string> {
  if (response.status !== 200) return `${response.status}`;
  const { width, height } = await sharp(Buffer.from(await response.arrayBuffer())).metadata();
  return `${width}x${height}`;
}

async function colorOf(response: Response, x: number, y: number): Promise<number[]> {
  expect(response.status).toBe(200);
  const { data, info } = await sharp(Buffer.from(await response.arrayBuffer()))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return [...data.subarray((y * info.width + x) * 3, (y * info.width + x) * 3 + 3)];
}

async function folderOf(files: Readonly<Record<string, Buffer>>): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), "intaglio-folder-"));
  closing.push(() => rm(folder, { recursive: true }));
  for (const [name, bytes] of Object.entries(files)) {
    await mkdir(join(folder, name, ".."), { recursive: true });
    await writeFile(join(folder, name), bytes);
  }
  return folder;
}

async function origin(files: Readonly<Record<string, Buffer | number>>): Promise<{ url: string; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? "");
    const found = files[request.url ?? ""] ?? 404;
    if (typeof found === "number") response.writeHead(found).end();
    else setTimeout(() => response.end(found), 20);
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  closing.push(() => server.close().closeAllConnections());
  return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`, asked };
}

describe("by name", () => {
  test("a custom id finds the file in any dialect, with and without an extension", async () => {
    const server = await start();
    await keep(server, await plain(40, 20, "red"), "shop/shoe");
    await keep(server, await plain(30, 20, "red"), "odd.png");
    expect(await sizeOf(await server.get("/demo/image/upload/w_10,h_10,c_scale/v1/shop/shoe.png"))).toBe("10x10");
    expect(await sizeOf(await server.get("/demo/image/upload/v1/odd.png"))).toBe("30x20");
    expect(await sizeOf(await server.get("/_ipx/w_20/shop/shoe"))).toBe("20x10");
    expect((await server.get("/_ipx/w_20/shop/boot")).status).toBe(404);
  });

  test("a private file stays private under its name", async () => {
    const server = await start();
    await keep(server, await plain(40, 20, "red"), "secret", "signed");
    expect((await server.get("/_ipx/w_20/secret")).status).toBe(404);
    const closed = await start({ delivery: "signed", data: server.folder });
    expect((await closed.get("/_ipx/w_20/secret")).status).toBe(403);
    expect((await closed.get("/_ipx/w_20/nothing")).status).toBe(403);
  });

  test("a name is one file's, and free again when that is gone", async () => {
    const server = await start();
    const id = await keep(server, await plain(40, 20, "red"), "a");
    const other = await keep(server, await plain(30, 20, "red"));
    await expect(server.media.files.update(other, { customId: "a" })).rejects.toMatchObject({
      code: "FILE_EXISTS",
      status: 409,
    });
    await server.media.files.remove(id);
    await server.media.files.update(other, { customId: "a" });
    expect(await sizeOf(await server.get("/_ipx/_/a"))).toBe("30x20");
    await expect(server.media.files.update(other, { customId: "../a" })).rejects.toMatchObject({
      code: "FIELD_INVALID",
    });
  });
});

describe("from a folder", () => {
  test("pictures are found by their path, and anew when they change", async () => {
    const folder = await folderOf({ "img/ä b.png": await plain(40, 20, "red"), "text.txt": Buffer.from("no picture") });
    const server = await start({ folders: [folder] });
    expect(await sizeOf(await server.get("/_ipx/w_20/img/%C3%A4%20b.png"))).toBe("20x10");
    expect((await server.get("/_ipx/w_20/text.txt")).status).toBe(422);
    await writeFile(join(folder, "img/ä b.png"), await plain(40, 40, "red"));
    await utimes(join(folder, "img/ä b.png"), 1, 1);
    expect(await sizeOf(await server.get("/_ipx/w_20/img/%C3%A4%20b.png"))).toBe("20x20");
    expect((await server.media.files.list()).files).toEqual([]);
  });

  test("nothing outside of it, nothing hidden, no folder", async () => {
    const outside = await folderOf({ "out.png": await plain(10, 10, "red") });
    const folder = await folderOf({
      ".hidden.png": await plain(10, 10, "red"),
      ".git/a.png": await plain(10, 10, "red"),
    });
    await symlink(join(outside, "out.png"), join(folder, "link.png"));
    await symlink(outside, join(folder, "linked"));
    await symlink(join(folder, ".hidden.png"), join(folder, "shown.png"));
    const server = await start({ folders: [folder] });
    for (const path of [
      "link.png",
      "linked/out.png",
      ".hidden.png",
      "shown.png",
      ".git/a.png",
      "linked",
      `..${outside}/out.png`,
    ])
      expect([path, (await server.get(`/_ipx/w_5/${path}`)).status]).toEqual([
        path,
        expect.toSatisfy((status) => status === 404 || status === 400),
      ]);
    expect((await server.get("/_ipx/w_5/%2e%2e%2fout.png")).status).toBe(400);
  });

  test("no spelling of a path leads out of it, in any dialect", async () => {
    const parent = await folderOf({
      "out.png": await plain(10, 10, "red"),
      "in/é.png": await plain(10, 10, "red"),
      "in/a/b.png": await plain(10, 10, "red"),
    });
    const cloud = cloudflare({ accountHash: "hash", flexibleVariants: true });
    const server = await start({ folders: [join(parent, "in")], dialects: [ipx(), cloudinary(), cloud] });
    const ask = async (name: string): Promise<number[]> => {
      const urls = [`/_ipx/w_5/${name}`, `/cdn-cgi/image/w=5/${name}`, `/hash/${name}/w=5`];
      const answers = [...urls, `/demo/image/upload/w_5/v1/${name}`].map((url) => server.get(url));
      return (await Promise.all(answers)).map(({ status }) => status);
    };
    expect(await ask("a/b.png")).toEqual([200, 200, 200, 200]);
    const real = join(parent, "out.png");
    const ups = [
      "..",
      "%2e%2e",
      ".%2E",
      "%252e%252e",
      "..;",
      "...",
      "%C0%AE%C0%AE",
      "%EF%BC%8E%EF%BC%8E",
      "a/../..",
      "a/%2e./..",
    ];
    const slashes = ["/", "%2f", "%5c", "%255c", "//", "%EF%BC%8F", "%00/", "/./", "%E2%88%95"];
    const paths = [
      ...ups.flatMap((up) => slashes.map((slash) => `${up}${slash}out.png`)),
      ...[real, `/${real}`, real.replaceAll("/", "%2f"), `file:${real}`, `file:/${real}`, `C:${real}`, `%7E/out.png`],
      ...[
        "a/b.png%00.jpg",
        "a/b.png%0a",
        "a%5cb.png",
        "a/b.png::$DATA",
        "a/./b.png",
        "a/b.png/",
        "a/b.png/.",
        "A/B.PNG",
      ],
      ...[
        "e%CC%81.png%00",
        "a",
        "a/",
        "%20",
        ".",
        "..",
        "*",
        "a/*",
        "a/[b].png",
        "$(id)",
        "`id`",
        "|id",
        "CON",
        "nul.png",
      ],
    ];
    for (const path of paths) {
      const found = (await ask(path)).filter((status) => status !== 404 && status !== 400 && status !== 403);
      expect([path, found]).toEqual([path, []]);
    }
  });
});

describe("from another server", () => {
  test("only from where the settings say, once for all who ask, and kept", async () => {
    const there = await origin({ "/a.png": await plain(40, 20, "red") });
    const refused = await start();
    expect((await refused.get(`/_ipx/w_20/${there.url}/a.png`)).status).toBe(403);
    expect(there.asked).toEqual([]);
    const server = await start({ remote: { origins: [{ origin: there.url, private: true }] } });
    const many = Array.from({ length: 20 }, (_, at) => server.get(`/_ipx/w_${20 + (at % 3)}/${there.url}/a.png`));
    expect(new Set(await Promise.all((await Promise.all(many)).map(sizeOf)))).toEqual(
      new Set(["20x10", "21x11", "22x11"]),
    );
    expect(await sizeOf(await server.get(`/demo/image/fetch/w_10/${there.url}/a.png`))).toBe("10x5");
    expect(there.asked).toEqual(["/a.png"]);
    expect((await server.media.files.list()).files).toEqual([]);
  });

  test("a listed origin that is not private does not reach loopback", async () => {
    const there = await origin({ "/a.png": await plain(40, 20, "red") });
    const server = await start({ remote: { origins: [there.url] } });
    const answer = await server.get(`/_ipx/w_20/${there.url}/a.png`);
    expect(answer.status).toBe(422);
    expect(await answer.text()).not.toMatch(/127\.0\.0\.1|ECONN|address 127/);
    expect(there.asked).toEqual([]);
  });

  test("what is no picture, too large or not there is refused, and nothing of it stays", async () => {
    const there = await origin({ "/text": Buffer.from("<svg/>"), "/big": Buffer.alloc(5000, 1), "/500": 500 });
    const server = await start({
      remote: { origins: [{ origin: there.url, private: true }] },
      limits: { uploadBytes: 4000 },
    });
    const statuses = [];
    for (const path of ["text", "big", "500", "none"])
      statuses.push((await server.get(`/_ipx/w_5/${there.url}/${path}`)).status);
    expect(statuses).toEqual([422, 413, 422, 422]);
  });

  test("servers that fetch from one another end at once", async () => {
    const { toNodeHandler } = await import("intaglio/node");
    const behind: { handler?: ReturnType<typeof toNodeHandler> } = {};
    let asked = 0;
    const socket = createServer((request, response) => {
      asked += 1;
      behind.handler?.(request, response);
    });
    await new Promise<void>((resolve) => socket.listen(0, "127.0.0.1", resolve));
    closing.push(() => socket.close().closeAllConnections());
    const origin = `http://127.0.0.1:${(socket.address() as AddressInfo).port}`;
    const server = await start({ remote: { origins: [{ origin, private: true }] } });
    behind.handler = toNodeHandler(server.media);
    const nested = `${`/_ipx/w_5/${origin}`.repeat(10)}/_ipx/w_5/gone.png`;
    expect((await server.get(nested)).status).toBe(422);
    expect(asked).toBe(1);
  });

  test("a copy's time ends, and it is fetched anew", async () => {
    let now = Date.now();
    const there = await origin({ "/a.png": await plain(40, 20, "red") });
    const server = await start({
      clock: () => now,
      remote: { origins: [{ origin: there.url, private: true }], ttlSeconds: 60 },
    });
    const ask = () => server.get(`/_ipx/w_20/${there.url}/a.png`);
    expect((await ask()).headers.get("cache-control")).toMatch(/^public, max-age=(60|59)$/);
    now += 61_000;
    expect((await ask()).status).toBe(200);
    expect(there.asked).toHaveLength(2);
  });

  test("unsigned requests get no more of what a signed one may fetch", async () => {
    const there = await origin({ "/a.png": await plain(40, 20, "red") });
    const server = await start({ delivery: "signed", remote: { origins: [{ origin: there.url, private: true }] } });
    expect((await server.get(`/_ipx/w_20/${there.url}/a.png`)).status).toBe(403);
    expect(there.asked).toEqual([]);
  });
});

describe("layers and fallbacks", () => {
  test("a layer is found like a picture of its own", async () => {
    const server = await start();
    await keep(server, await plain(40, 40, "red"), "below");
    await keep(server, await plain(10, 10, "blue"), "marks/logo");
    const answer = await server.get("/demo/image/upload/l_marks:logo/fl_layer_apply,g_north_west/below.png");
    expect(await colorOf(answer.clone(), 5, 5)).toEqual([0, 0, 255]);
    expect(await colorOf(answer, 30, 30)).toEqual([255, 0, 0]);
    expect((await server.get("/demo/image/upload/l_none/fl_layer_apply/below.png")).status).toBe(404);
  });

  test("a private layer does not come out under a public picture", async () => {
    const server = await start();
    await keep(server, await plain(40, 40, "red"), "below");
    await keep(server, await plain(40, 40, "blue"), "secret", "signed");
    expect((await server.get("/demo/image/upload/l_secret/fl_layer_apply/below.png")).status).toBe(404);
  });

  test("another layer under the same name is another rendition", async () => {
    const server = await start();
    await keep(server, await plain(40, 40, "red"), "below");
    const first = await keep(server, await plain(40, 40, "blue"), "mark");
    const ask = () => server.get("/demo/image/upload/l_mark/fl_layer_apply/below.png");
    expect(await colorOf(await ask(), 5, 5)).toEqual([0, 0, 255]);
    await server.media.files.remove(first);
    expect((await ask()).status).toBe(404);
    await keep(server, await plain(40, 40, "lime"), "mark");
    expect(await colorOf(await ask(), 5, 5)).toEqual([0, 255, 0]);
  });

  test("a fallback takes a missing picture's place, but not a private one's", async () => {
    const server = await start();
    await keep(server, await plain(40, 20, "red"), "placeholder");
    await keep(server, await plain(10, 10, "blue"), "secret", "signed");
    expect(await sizeOf(await server.get("/demo/image/upload/d_placeholder.png/w_20/nothing.png"))).toBe("20x10");
    expect((await server.get("/demo/image/upload/d_secret.png/w_20/nothing.png")).status).toBe(404);
  });
});
