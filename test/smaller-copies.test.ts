import { readFile, readdir } from "node:fs/promises";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { deliveryKey, createTestMedia, type TestMedia } from "./support/media.ts";
import { uploadcare } from "intaglio/uploadcare";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";

const meadow = await readFile(new URL("fixtures/meadow.jpg", import.meta.url));
const [width, height] = [2201, 1467];
const large = () => sharp(meadow).resize(width, height, { fit: "fill" });
const sources = {
  png: await large().png({ compressionLevel: 2 }).toBuffer(),
  webp: await large().webp({ quality: 90, effort: 0 }).toBuffer(),
  avif: await large().avif({ quality: 70, effort: 0 }).toBuffer(),
  progressive: await large().jpeg({ quality: 95, progressive: true }).toBuffer(),
  tiff: await large().tiff({ compression: "lzw" }).toBuffer(),
  clear: await large()
    .ensureAlpha()
    .composite([
      {
        input: Buffer.from(
          `<svg width="${width}" height="${height}"><ellipse cx="1100" cy="700" rx="1000" ry="650"/></svg>`,
        ),
        blend: "dest-in",
      },
    ])
    .png({ compressionLevel: 2 })
    .toBuffer(),
} as const;

const open = (smallerCopies: "never" | "on-demand" | "at-upload", data?: string): Promise<TestMedia> =>
  createTestMedia({
    dialects: [uploadcare({ publicKey: "demopublickey", deliveryKeys: [deliveryKey] })],
    delivery: "open",
    renditions: { smallerCopies },
    ...(data === undefined ? {} : { data }),
  });

const copies = (server: TestMedia): number =>
  server.log.filter(({ message }) => message === "made a smaller copy").length;
const fromCopy = (server: TestMedia): boolean[] =>
  server.log.filter(({ message }) => message === "rendered").map(({ fields }) => fields["fromCopy"] === true);

async function until(condition: () => boolean): Promise<void> {
  for (let turn = 0; turn < 200 && !condition(); turn += 1) await sleep(50);
  expect(condition()).toBe(true);
}

async function picture(server: TestMedia, path: string): Promise<Buffer> {
  const response = await server.get(path);
  expect(response.status).toBe(200);
  return Buffer.from(await response.arrayBuffer());
}

/** The root of the mean square of the differences over white, 0 to 255; the sizes are to be the same. */
async function apart(one: Buffer, other: Buffer): Promise<number> {
  const raw = (bytes: Buffer) =>
    sharp(bytes).flatten({ background: "#ffffff" }).raw().toBuffer({ resolveWithObject: true });
  const [a, b] = [await raw(one), await raw(other)];
  expect([a.info.width, a.info.height]).toEqual([b.info.width, b.info.height]);
  const sum = a.data.reduce((total, value, at) => total + (value - (b.data[at] ?? 0)) ** 2, 0);
  return Math.sqrt(sum / a.data.length);
}

let plain: TestMedia;
let quick: TestMedia;
beforeAll(async () => {
  [plain, quick] = [await open("never"), await open("on-demand")];
});
afterAll(async () => {
  await plain.close();
  await quick.close();
});

const operations = [
  "-/resize/200x/",
  "-/scale_crop/233x151/center/",
  "-/preview/333x333/",
  "-/resize/150x301/",
  "-/resize/240x/-/rotate/90/-/blur/20/",
];

describe.each(Object.keys(sources) as (keyof typeof sources)[])("thumbnails of a large %s", (kind) => {
  test("start from a smaller copy after the first, and look as from the original", async () => {
    const type = { clear: "image/png", progressive: "image/jpeg" }[kind as string] ?? `image/${kind}`;
    const [one, two] = [
      await plain.upload(sources[kind], { type, name: "large" }),
      await quick.upload(sources[kind], { type, name: "large" }),
    ];
    const before = { copies: copies(quick), renders: fromCopy(quick).length };
    await picture(quick, `/${two}/-/resize/199x/-/format/png/`);
    await until(() => copies(quick) > before.copies);
    for (const operation of operations) await expectNear(one, two, operation);
    expect(fromCopy(quick).slice(before.renders)).toEqual([false, ...operations.map(() => true)]);
    expect(copies(quick)).toBe(before.copies + 1);
  });
});

test("what looks at the original's own pixels, or is not much smaller, starts from it", async () => {
  const id = await quick.upload(sources.webp, { type: "image/webp" });
  const before = copies(quick);
  await picture(quick, `/${id}/-/resize/100x/-/format/jpeg/`);
  await until(() => copies(quick) > before);
  const { length } = fromCopy(quick);
  for (const operation of ["-/crop/400x300/10,10/-/resize/100x/", "-/resize/700x/", "-/blur/10/-/resize/100x/"])
    await picture(quick, `/${id}/${operation}-/format/jpeg/`);
  expect(fromCopy(quick).slice(length)).toEqual([false, false, false]);
  expect(fromCopy(plain)).not.toContain(true);
});

/** Both ways, and how far one encode moves the pixels. */
async function expectNear(one: string, two: string, operation: string): Promise<void> {
  const [exact, near] = [
    await picture(plain, `/${one}/${operation}-/format/png/`),
    await picture(quick, `/${two}/${operation}-/format/png/`),
  ];
  const encoded = await picture(plain, `/${one}/${operation}-/format/webp/`);
  expect(await apart(near, exact), operation).toBeLessThan((await apart(encoded, exact)) / 2);
}

const jpegOf = (orientation: number): Promise<Buffer> =>
  sharp(meadow).resize(3401, 2267, { fit: "fill" }).withMetadata({ orientation }).jpeg({ quality: 95 }).toBuffer();

describe.each([1, 3, 5, 6, 8])("usual JPEG that lies as orientation %i says", (orientation) => {
  test("has a copy of each of two sizes once it was wanted twice", async () => {
    const bytes = await jpegOf(orientation);
    const [one, two] = [await plain.upload(bytes), await quick.upload(bytes)];
    const before = { copies: copies(quick), renders: fromCopy(quick).length };
    await picture(quick, `/${two}/-/resize/199x/-/format/png/`);
    await sleep(400);
    expect(copies(quick), "wanted once").toBe(before.copies);
    await picture(quick, `/${two}/-/resize/198x/-/format/png/`);
    await until(() => copies(quick) === before.copies + 1);
    const small = ["-/resize/200x/", "-/scale_crop/201x151/center/", "-/autorotate/no/-/preview/213x213/-/mirror/"];
    for (const operation of small) await expectNear(one, two, operation);
    for (const width of [501, 502]) await picture(quick, `/${two}/-/resize/${width}x/-/format/png/`);
    await until(() => copies(quick) === before.copies + 2);
    await expectNear(one, two, "-/resize/500x/-/rotate/90/");
    expect(fromCopy(quick).slice(before.renders)).toEqual([false, false, true, true, true, false, false, true]);
  });
});

test("what is small to begin with has none", async () => {
  const server = await open("at-upload");
  const small = sharp(sources.png).resize(1200);
  for (const bytes of [await small.png().toBuffer(), await small.jpeg().toBuffer()])
    await server.upload(bytes, { type: "image/png" });
  await sleep(1000);
  expect(copies(server)).toBe(0);
  await server.close();
});

test("a copy can be made at the upload, counts as a rendition, and goes with its file", async () => {
  const server = await open("at-upload");
  const id = await server.upload(sources.tiff, { type: "image/tiff" });
  await until(() => copies(server) === 1);
  const folder = join(server.folder, "renditions", "renditions");
  const files = async (): Promise<string[]> =>
    (await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []))
      .filter((entry) => entry.isFile())
      .map(String);
  expect(await files()).toHaveLength(1);
  await picture(server, `/${id}/-/resize/100x/-/format/png/`);
  expect(fromCopy(server)).toEqual([true]);
  await server.media.files.remove(id);
  expect(await files()).toHaveLength(0);
  await server.close();
});

test("a copy that has gone is done without, and made again", async () => {
  const server = await open("on-demand");
  const id = await server.upload(sources.avif, { type: "image/avif" });
  await picture(server, `/${id}/-/resize/100x/-/format/png/`);
  await until(() => copies(server) === 1);
  const { rm } = await import("node:fs/promises");
  await rm(join(server.folder, "renditions", "renditions"), { recursive: true });
  await picture(server, `/${id}/-/resize/101x/-/format/png/`);
  await until(() => copies(server) === 2);
  await picture(server, `/${id}/-/resize/102x/-/format/png/`);
  expect(fromCopy(server)).toEqual([false, false, true]);
  await server.close();
});
