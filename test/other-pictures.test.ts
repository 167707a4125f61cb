/** What an address names beside its own picture: layers, and what fills in. Nothing of it is told to who may not have it. */
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { setTimeout as sleep } from "node:timers/promises";
import { format, overlay, preview } from "intaglio";
import { cloudinary } from "intaglio/cloudinary";
import { uploadcare } from "intaglio/uploadcare";
import { afterEach, describe, expect, test } from "vitest";
import { createTestMedia, deliveryKey, makePhoto, publicKey, type TestMedia } from "./support/media.ts";

const host = { deriveKey: () => new Uint8Array(32) };
const clouds = cloudinary({ apiSecrets: ["a-secret-of-a-cloud"], authTokenKeys: [deliveryKey] });
const { sign } = clouds.create(host);
const soon = Math.floor(Date.now() / 1000) + 90_000;
const closing: (() => unknown)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close();
});

async function start(options: Parameters<typeof createTestMedia>[0] = {}): Promise<TestMedia> {
  const server = await createTestMedia({
    dialects: [uploadcare({ publicKey, secretKeys: ["media-kit-secret"], deliveryKeys: [deliveryKey] }), clouds],
    render: { renderer: "inline" },
    ...options,
  });
  closing.push(() => server.close());
  return server;
}

async function status(server: TestMedia, url: string): Promise<number> {
  const response = await server.get(url);
  await response.arrayBuffer();
  return response.status;
}

describe("a token whose operations are the client's choice", () => {
  test("lays no picture on that it does not cover, of Uploadcare's", async () => {
    const server = await start();
    const [mine, other] = [
      await server.upload(await makePhoto(64, 48, 1)),
      await server.upload(await makePhoto(64, 48, 2)),
    ];
    const token = /\?.*/.exec(server.media.url(mine, [preview(20, 20)], { expiresIn: 9999, reach: "file" }))?.[0] ?? "";
    const lay = (id: string): string => `/${mine}/-/overlay/${id}/100px100p/center/${token}`;
    expect(await status(server, `/${mine}/-/preview/30x30/${token}`)).toBe(200);
    expect(await status(server, lay("self"))).toBe(200);
    expect(await status(server, lay(mine))).toBe(200);
    expect(await status(server, lay(other))).toBe(403);
    expect(await status(server, lay("6f6e6c79-2074-4573-a420-64617461aa01"))).toBe(403);
    await server.media.files.update(other, { access: "public" });
    expect(await status(server, lay(other))).toBe(200);
    await server.media.files.update(other, { access: "signed" });
    expect(await status(server, lay(other))).toBe(403);
    // Signed as it is, with all that it names.
    const exact = server.media.url(mine, [
      overlay({ kind: "file", id: other }, { width: 10, height: 10 }),
      format("png"),
    ]);
    expect(await status(server, exact)).toBe(200);
  });

  test("nor of Cloudinary's, neither over nor under nor in its place", async () => {
    const server = await start();
    const ids = [];
    for (const [seed, customId] of ["cat", "secret/dog"].entries()) {
      const id = await server.upload(await makePhoto(64, 48, seed));
      await server.media.files.update(id, { customId });
      ids.push(id);
    }
    const [mine = "", other = ""] = ids;
    const token = (name: string): string => /\?.*/.exec(sign(`/demo/image/upload/${name}`, soon, "file"))?.[0] ?? "";
    const ask = (chain: string, name = "cat"): Promise<number> =>
      status(server, `/demo/image/upload/${chain}/${name}${token(name)}`);
    expect(await ask("w_30")).toBe(200);
    expect(await ask("l_cat,w_9")).toBe(200);
    for (const layer of [other, "secret:dog", "gone", mine])
      for (const chain of [`l_${layer},w_9`, `u_${layer}/fl_layer_apply`, `w_20/l_${layer}/w_9/fl_layer_apply`])
        expect(await ask(chain), chain).toBe(401);
    const gone = "6f6e6c79-2074-4573-a420-64617461aa01";
    for (const fallback of [other, "secret:dog", "gone"]) expect(await ask(`w_9/d_${fallback}`, gone)).toBe(401);
    expect(await status(server, sign(`/demo/image/upload/w_9/d_secret:dog/${gone}`, Infinity, "exact"))).toBe(200);
    // A layer's id would swallow the beginning of the picture's.
    await server.media.files.update(other, { customId: "a/w_9/dog" });
    expect(await status(server, `/demo/image/upload/l_cat/a/w_9/cat${token("a/w_9/cat")}`)).toBe(401);
  });

  test("and sends the server nowhere", async () => {
    let asked = 0;
    const elsewhere = createServer((_, response) => {
      asked += 1;
      response.end();
    });
    await new Promise<void>((resolve) => elsewhere.listen(0, "127.0.0.1", resolve));
    closing.push(() => elsewhere.close());
    const origin = `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}`;
    const server = await start({ remote: { origins: [{ origin, private: true }], signed: true } });
    const id = await server.upload(await makePhoto(64, 48, 1));
    await server.media.files.update(id, { customId: "cat" });
    const layer = Buffer.from(`${origin}/a.png`).toString("base64url");
    const token = /\?.*/.exec(sign("/demo/image/upload/cat", soon, "file"))?.[0] ?? "";
    expect(await status(server, `/demo/image/upload/l_fetch:${layer},w_9/cat${token}`)).toBe(401);
    expect(asked).toBe(0);
    expect(await status(server, sign(`/demo/image/upload/l_fetch:${layer},w_9/cat`, Infinity, "exact"))).toBe(400);
    expect(asked).toBe(1);
  });
});

test("what was made with a picture is not had any more when that is gone, or private", async () => {
  const server = await start({ delivery: "open" });
  const [mine, layer] = [
    await server.upload(await makePhoto(64, 48, 1)),
    await server.upload(await makePhoto(64, 48, 2)),
  ];
  const url = `/${mine}/-/overlay/${layer}/20px20p/center/-/format/png/`;
  const etag = (await server.get(url)).headers.get("etag") ?? "";
  const all = async (): Promise<number[]> => {
    const answers = [server.get(url), server.get(url, { "if-none-match": etag }), server.get(url, {}, "HEAD")];
    return (await Promise.all([...answers, server.get(url, { range: "bytes=0-9" })])).map(({ status: one }) => one);
  };
  expect(await all()).toEqual([200, 304, 200, 206]);
  await server.media.files.update(layer, { access: "signed" });
  expect(await all()).toEqual([404, 404, 404, 404]);
  await server.media.files.update(layer, { access: null });
  expect(await all()).toEqual([200, 304, 200, 206]);
  await server.media.files.remove(layer);
  expect(await all()).toEqual([404, 404, 404, 404]);
});

describe("what an answer may be kept", () => {
  const seconds = (response: Response): number =>
    Number(/max-age=(\d+)/.exec(response.headers.get("cache-control") ?? "")?.[1]);

  test("ends with the first of its pictures, and begins with the last", async () => {
    const now = Date.now();
    let passed = 0;
    const server = await start({ delivery: "open", clock: () => now + passed });
    const mine = await server.upload(await makePhoto(64, 48, 1));
    const before = (await server.media.files.find(mine))?.uploadedAt ?? 0;
    await sleep(1_100); // the header counts in seconds
    const layer = await server.upload(await makePhoto(64, 48, 2));
    await server.media.files.update(layer, { expiresAt: now + passed + 100_000, storedAt: null });
    const url = `/${mine}/-/overlay/${layer}/20px20p/center/-/format/png/`;
    const answer = await server.get(url);
    expect(answer.status).toBe(200);
    expect(seconds(answer)).toBeLessThanOrEqual(100);
    const early = { "if-modified-since": new Date(before).toUTCString() };
    expect((await server.get(url, early)).status).toBe(200);
    passed += 100_000;
    expect((await server.get(url)).status).toBe(404);
  });

  test("is a minute for what fills in", async () => {
    const server = await start({ delivery: "open" });
    const id = await server.upload(await makePhoto(64, 48, 1));
    const answer = await server.get(`/demo/image/upload/w_20/d_${id}/soon-there.png`);
    expect(answer.status).toBe(200);
    expect(seconds(answer)).toBeLessThanOrEqual(60);
    const late = await server.upload(await makePhoto(64, 48, 2));
    await server.media.files.update(late, { customId: "soon-there" });
    const other = await server.get(`/demo/image/upload/w_20/d_${id}/soon-there.png`);
    expect(other.headers.get("etag")).not.toBe(answer.headers.get("etag"));
    expect(seconds(other)).toBeGreaterThan(60);
  });

  test("depends on hints also where facts are told", async () => {
    const server = await start({ delivery: "open" });
    const id = await server.upload(await makePhoto(640, 480, 1));
    const url = `/demo/image/upload/c_scale,w_auto/fl_getinfo/${id}`;
    const [wide, small] = [await server.get(url, { width: "400" }), await server.get(url, { width: "160" })];
    expect(await wide.json()).toMatchObject({ output: { width: 400 } });
    expect(await small.json()).toMatchObject({ output: { width: 160 } });
    for (const { headers } of [wide, small]) expect(headers.get("vary")).toMatch(/Width/);
  });
});
