import { readFile, rm } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { expect, test } from "vitest";
import { createTestMedia, type TestMedia } from "./support/media.ts";

const photo = await readFile(new URL("fixtures/ladybird.jpg", import.meta.url));
const modern = { accept: "image/avif,image/webp" };

interface Got {
  readonly etag: string | null;
  readonly bytes: Buffer;
}

const open = (improveAfter: number, data?: string): Promise<TestMedia> =>
  createTestMedia({ delivery: "open", renditions: { improveAfter }, ...(data === undefined ? {} : { data }) });

async function get(server: TestMedia, path: string): Promise<Got> {
  const response = await server.get(path, modern);
  expect(response.status).toBe(200);
  return { etag: response.headers.get("etag"), bytes: Buffer.from(await response.arrayBuffer()) };
}

const improved = (server: TestMedia): number =>
  server.log.filter(({ message }) => message === "made at leisure").length;

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !condition(); turn += 1) await sleep(50);
  expect(condition()).toBe(true);
}

/** The root of the mean square of the differences of brightness. */
async function apart(one: Buffer, other: Buffer): Promise<number> {
  const [a, b] = await Promise.all([one, other].map((bytes) => sharp(bytes).raw().toBuffer()));
  const sum = a?.reduce((total, value, at) => total + (value - (b?.[at] ?? 0)) ** 2, 0) ?? Infinity;
  return Math.sqrt(sum / (a?.length ?? 1));
}

test("a popular AVIF becomes smaller, under another ETag, in every process", async () => {
  const server = await open(3);
  const id = await server.upload(photo);
  const path = `/${id}/-/preview/640x640/`;
  const first = await get(server, path);
  await get(server, path);
  await sleep(700);
  expect(improved(server)).toBe(0);
  expect(await get(server, path)).toEqual(first);
  await until(() => improved(server) === 1);

  const better = await get(server, path);
  expect(better.etag).not.toBe(first.etag);
  expect((await sharp(better.bytes).metadata()).compression).toBe("av1");
  expect(better.bytes.byteLength).toBeLessThan(first.bytes.byteLength * 0.95);
  const exact = await (await server.get(`${path}-/format/png/`)).arrayBuffer();
  const [before, after] = [await apart(first.bytes, Buffer.from(exact)), await apart(better.bytes, Buffer.from(exact))];
  expect(after).toBeLessThan(before * 1.15);

  const conditional = (etag: string | null) => server.get(path, { ...modern, "if-none-match": etag ?? "" });
  expect((await conditional(better.etag)).status).toBe(304);
  const renewed = await conditional(first.etag);
  expect([renewed.status, renewed.headers.get("etag")]).toEqual([200, better.etag]);
  for (let use = 0; use < 5; use += 1) expect(await get(server, path)).toEqual(better);

  const other = await open(3, server.folder);
  expect(await get(other, path)).toEqual(better);
  expect(improved(other)).toBe(0);
  await other.close();
  await server.close();
});

test("two processes that both find it popular make it once", async () => {
  const one = await open(1);
  const two = await open(1, one.folder);
  const path = `/${await one.upload(photo)}/-/preview/500x500/`;
  const before = await Promise.all([get(one, path), get(two, path)]);
  expect(before[0]).toEqual(before[1]);
  await until(() => improved(one) === 1 && improved(two) === 1); // each knows of it
  expect(await get(one, path)).toEqual(await get(two, path));
  const renders = [...one.log, ...two.log].filter(({ fields }) => fields["atLeisure"] === true);
  expect(renders).toHaveLength(1);
  await two.close();
  await one.close();
});

test("when the better one had to make room, the first is served again", async () => {
  const server = await open(1);
  const path = `/${await server.upload(photo)}/-/preview/300x300/`;
  const first = await get(server, path);
  await until(() => improved(server) === 1);
  await rm(join(server.folder, "renditions", "renditions"), { recursive: true });
  expect(await get(server, path)).toEqual(first);
  await server.close();
});

test("other formats stay as they are, and so does everything where it is switched off", async () => {
  const [on, off] = [await open(1), await open(0)];
  const [one, two] = [await on.upload(photo), await off.upload(photo)];
  for (let use = 0; use < 4; use += 1) {
    for (const format of ["webp", "jpeg", "png"]) await get(on, `/${one}/-/preview/200x200/-/format/${format}/`);
    await get(off, `/${two}/-/preview/200x200/`);
  }
  await sleep(800);
  expect(improved(on) + improved(off)).toBe(0);
  await on.close();
  await off.close();
});
