import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { blur, format, preview, scaleCrop } from "intaglio";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createTestMedia, makePhoto, type TestMedia } from "./support/media.ts";

let server: TestMedia;
let id: string;
const photo = await makePhoto(640, 480);
const bytesOf = async (response: Response): Promise<Buffer> => Buffer.from(await response.arrayBuffer());

beforeAll(async () => {
  server = await createTestMedia({ presets: { thumb: [scaleCrop(100, 100), format("webp")] } });
  id = await server.upload(photo, { name: "Grüße 猫.jpg" });
});
afterAll(() => server.close());

describe("a signed URL", () => {
  test("gives the picture as its plan says", async () => {
    const response = await server.get(server.media.url(id, [scaleCrop(200, 150), format("webp")]));
    expect(response.status).toBe(200);
    expect(await sharp(await bytesOf(response)).metadata()).toMatchObject({ format: "webp", width: 200, height: 150 });
    expect(response.headers.get("content-type")).toBe("image/webp");
    expect(response.headers.get("x-content-type-options")).toBe("nosniff");
    expect(response.headers.get("cache-control")).toMatch(/^private, max-age=8(6400|6399|6398)$/);
  });

  test("of the original gives its very bytes, with its name", async () => {
    const response = await server.get(server.media.url(id));
    expect((await bytesOf(response)).equals(photo)).toBe(true);
    expect(response.headers.get("content-disposition")).toBe(
      `inline; filename="Gr__e _.jpg"; filename*=UTF-8''Gr%C3%BC%C3%9Fe%20%E7%8C%AB.jpg`,
    );
  });

  test("of facts is answered from the record, and may be kept as any answer", async () => {
    expect((await server.get(`/${id}/-/json/`)).status).toBe(403);
    const open = await createTestMedia({ delivery: "open" });
    const file = await open.upload(photo);
    const response = await open.get(`/${file}/-/preview/64x64/-/json/`);
    expect(await response.json()).toMatchObject({ id: file, width: 64, height: 48, format: "JPEG" });
    expect(response.headers.get("cache-control")).toBe("public, max-age=31536000");
    await open.close();
  });

  test("of a preset works by its name", async () => {
    const response = await server.get(server.media.url(id, "thumb"));
    expect(await sharp(await bytesOf(response)).metadata()).toMatchObject({ format: "webp", width: 100, height: 100 });
  });

  test("of a picture that could not go out as large as it came in", async () => {
    const blank = { create: { width: 9000, height: 3000, channels: 3, background: "teal" } } as const;
    const id = await server.upload(await sharp(blank).jpeg().toBuffer());
    const made = await server.get(server.media.url(id, [preview(90, 90), format("png")]));
    const { width, height } = await sharp(Buffer.from(await made.arrayBuffer())).metadata();
    expect([width, height]).toEqual([90, 30]);
    expect((await server.get(server.media.url(id, [format("png")]))).status).toBe(400);
  });

  test("answers HEAD with the same headers and no body", async () => {
    const url = server.media.url(id, [preview(90, 90), format("png")]);
    const [get, head] = [await server.get(url), await server.get(url, {}, "HEAD")];
    const all = ({ headers }: Response) =>
      Object.fromEntries([...headers].filter(([name]) => name !== "cache-control")); // a second may pass
    expect(all(head)).toEqual(all(get));
    expect(head.headers.get("cache-control")).toMatch(/^private, max-age=\d+$/);
    expect((await bytesOf(head)).byteLength).toBe(0);
  });

  test("answers 304 to who has it, before anything is rendered", async () => {
    const url = server.media.url(id, [preview(91, 91)]);
    const etag = (await server.get(url, { accept: "image/avif" })).headers.get("etag") ?? "";
    const again = await server.get(url, { accept: "image/avif", "if-none-match": etag });
    expect(again.status).toBe(304);
    expect(again.headers.get("vary")).toBe("Accept");
    expect(again.headers.get("etag")).toBe(etag);
    expect((await server.get(url, { accept: "image/webp", "if-none-match": etag })).status).toBe(200);
  });

  test("answers ranges, of originals and of renditions", async () => {
    const part = await server.get(server.media.url(id), { range: "bytes=10-19" });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 10-19/${photo.byteLength}`]);
    expect((await bytesOf(part)).equals(photo.subarray(10, 20))).toBe(true);
    const url = server.media.url(id, [preview(92, 92), format("png")]);
    const whole = await bytesOf(await server.get(url));
    expect((await bytesOf(await server.get(url, { range: "bytes=-5" }))).equals(whole.subarray(-5))).toBe(true);
    expect((await server.get(url, { range: `bytes=${whole.byteLength}-` })).status).toBe(416);
  });

  test("negotiates the format and says so", async () => {
    const url = server.media.url(id, [preview(93, 93)]);
    for (const [accept, type] of [
      ["image/avif,image/webp", "image/avif"],
      ["image/webp", "image/webp"],
      ["*/*", "image/jpeg"],
    ] as const) {
      const response = await server.get(url, { accept });
      expect([response.headers.get("content-type"), response.headers.get("vary")]).toEqual([type, "Accept"]);
    }
  });

  test("ends with its token", async () => {
    let now = Date.UTC(2026, 5, 1);
    const other = await createTestMedia({ clock: () => now });
    const file = await other.upload(photo);
    const url = other.media.url(file, [preview(50, 50)], { expiresIn: 60 });
    expect((await other.get(url)).headers.get("cache-control")).toBe("private, max-age=60");
    now += 59_000;
    expect((await other.get(url)).headers.get("cache-control")).toBe("private, max-age=1");
    now += 1_000;
    const response = await other.get(url);
    expect([response.status, response.headers.get("cache-control")]).toEqual([403, "no-store"]);
    await other.close();
  });
});

describe("without a token", () => {
  const missing = "6f6e6c79-2074-4573-a420-64617461aa01";
  const shapeOf = async (response: Response): Promise<unknown> => {
    const headers = Object.fromEntries([...response.headers].filter(([name]) => !/request-id/.test(name)));
    return { status: response.status, headers, body: await response.text() };
  };

  test("a file that is there and one that is not answer alike, under every policy", async () => {
    for (const delivery of ["signed", "presets", "open"] as const) {
      const other = await createTestMedia({ delivery });
      const file = await other.upload(photo);
      await other.media.files.update(file, { access: "signed" });
      for (const tail of ["/", "/-/preview/100x100/", "/-/json/", "/photo.jpg"])
        for (const method of ["GET", "HEAD"]) {
          const [there, absent] = [
            await other.get(`/${file}${tail}`, {}, method),
            await other.get(`/${missing}${tail}`, {}, method),
          ];
          const shape = await shapeOf(there);
          expect(shape, `${delivery} ${method} ${tail}`).toEqual(await shapeOf(absent));
          expect((shape as { status: number }).status).toBe(delivery === "open" ? 404 : 403);
        }
      await other.close();
    }
  });

  test("presets are public and nothing else is", async () => {
    const other = await createTestMedia({
      delivery: "presets",
      presets: { thumb: [scaleCrop(64, 64), format("webp")] },
    });
    const file = await other.upload(photo);
    const url = other.media.url(file, "thumb", { signed: false });
    const response = await other.get(url);
    expect([response.status, response.headers.get("cache-control")]).toEqual([200, "public, max-age=31536000"]);
    for (const path of [
      `/${file}/`,
      `/${file}/-/preview/64x64/`,
      url.replace("64x64", "65x64"),
      `${url}-/blur/10/`,
      url.replace("/-/format", "/-/flip/-/format"),
    ])
      expect((await other.get(path)).status, path).toBe(403);
    await other.close();
  });

  test("a file may be public by itself", async () => {
    const file = await server.upload(await makePhoto(64, 48, 9));
    expect((await server.get(`/${file}/`)).status).toBe(403);
    await server.media.files.update(file, { access: "public" });
    expect((await server.get(`/${file}/`)).status).toBe(200);
    expect((await server.get(`/${file}/-/preview/10x10/`)).status).toBe(200);
  });
});

describe("renditions", () => {
  test("are made once however many ask at once", async () => {
    const url = server.media.url(id, [preview(123, 123), blur(3), format("webp")]);
    const before = server.log.filter(({ message }) => message === "rendered").length;
    const bodies = await Promise.all(Array.from({ length: 200 }, async () => bytesOf(await server.get(url))));
    expect(new Set(bodies.map((body) => body.toString("base64"))).size).toBe(1);
    expect(server.log.filter(({ message }) => message === "rendered").length - before).toBe(1);
  });

  test("go with their file, at once and for good, also those in the making", async () => {
    const file = await server.upload(await makePhoto(1600, 1200, 5));
    const urls = [preview(80, 80), preview(81, 81)].map((step) => server.media.url(file, [step, format("png")]));
    expect((await server.get(urls[0] ?? "")).status).toBe(200);
    const inTheMaking = server.get(server.media.url(file, [blur(100), format("png")]));
    await new Promise((resolve) => setTimeout(resolve, 5));
    expect(await server.media.files.remove(file)).toBe(true);
    expect([404, 200]).toContain((await inTheMaking).status);
    for (const url of urls) expect((await server.get(url)).status).toBe(404);
    expect((await server.get(server.media.url(file))).status).toBe(404);
    const left = await readdir(server.folder, { recursive: true });
    expect(left.filter((name) => name.includes(file) && /[0-9a-f]{64}$|files/.test(name))).toEqual([]);
  });

  test("are kept on the store and found again by a new process", async () => {
    const url = server.media.url(id, [preview(77, 77), format("webp")]);
    const first = await bytesOf(await server.get(url));
    const again = await createTestMedia({ data: server.folder });
    expect((await bytesOf(await again.get(url))).equals(first)).toBe(true);
    expect(again.log.filter(({ message }) => message === "rendered")).toEqual([]);
    await again.close();
  });

  test("stay within their limit of bytes, the least recently used go first", async () => {
    const other = await createTestMedia({ renditions: { maxBytes: 60_000, memoryBytes: 0 } });
    const file = await other.upload(photo);
    const url = (width: number) => other.media.url(file, [preview(width, width), format("png")]);
    for (let width = 60; width < 90; width += 1) await other.get(url(width));
    await other.media.close();
    const kept = await readdir(join(other.folder, "renditions"), { recursive: true, withFileTypes: true });
    expect(kept.filter((entry) => entry.isFile()).length).toBeLessThan(25);
    await other.close().catch(() => {});
  });

  test("that fail are remembered for a while and never served", async () => {
    const whole = await makePhoto(800, 600, 3);
    const file = await server.upload(whole.subarray(0, whole.byteLength / 2));
    const url = server.media.url(file, [preview(100, 100), format("png")]);
    for (let turn = 0; turn < 2; turn += 1) {
      const response = await server.get(url);
      expect([response.status, response.headers.get("cache-control")]).toEqual([422, "no-store"]);
    }
  });
});

test("a temporary file ends to the second, whenever the sweep comes by", async () => {
  let now = Date.UTC(2026, 5, 1);
  const other = await createTestMedia({ clock: () => now, autoStore: false, delivery: "open" });
  const file = await other.upload(photo);
  now += 86_400_000 - 30_000;
  expect((await other.get(`/${file}/`)).headers.get("cache-control")).toBe("public, max-age=30");
  now += 30_000;
  expect((await other.get(`/${file}/`)).status).toBe(404);
  expect((await other.get(`/${file}/-/preview/9x9/`)).status).toBe(404);
  expect((await other.get(`/info/?pub_key=demopublickey&file_id=${file}`)).status).toBe(404);
  await other.close();
});

test("where a picture was taken is told only of public ones", async () => {
  const here = await sharp(photo)
    .withExif({
      IFD3: { GPSLatitudeRef: "N", GPSLatitude: "52/1 31/1 0/1", GPSLongitudeRef: "E", GPSLongitude: "13/1 24/1 0/1" },
    })
    .jpeg()
    .toBuffer();
  const file = await server.upload(here);
  const told = async () =>
    (
      (await (await server.get(`/info/?pub_key=demopublickey&file_id=${file}`)).json()) as {
        image_info: { geo_location: unknown };
      }
    ).image_info.geo_location;
  expect((await server.media.files.find(file))?.image?.location?.latitude).toBeCloseTo(52.5167, 3);
  expect(await told()).toBeNull();
  await server.media.files.update(file, { access: "public" });
  expect(await told()).toMatchObject({ longitude: 13.4 });
});

test("a bake is a file of its own without operations", async () => {
  const heard: string[] = [];
  const stop = server.media.on("file.uploaded", (file) => void heard.push(file.id));
  const baked = await server.media.bake(id, [scaleCrop(50, 40), format("png")]);
  stop();
  expect(baked.image).toMatchObject({ format: "png", width: 50, height: 40 });
  expect(heard).toEqual([baked.id]);
  const response = await server.get(server.media.url(baked.id));
  expect(await sharp(await bytesOf(response)).metadata()).toMatchObject({ format: "png", width: 50, height: 40 });
});
