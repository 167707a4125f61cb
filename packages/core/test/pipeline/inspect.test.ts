/** Facts from pixels: colours, hashes and placeholders. */
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { blurHash } from "../../src/pipeline/blur-hash.ts";
import { inspectPicture } from "../../src/pipeline/inspect.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { mainColors, reduceColors } from "../../src/pipeline/palette.ts";
import type { RawPicture } from "../../src/pipeline/raw.ts";
import { thumbHash } from "../../src/pipeline/thumb-hash.ts";
import type { FactsWanted, PictureFacts, StepInput } from "@intaglio/contract";
import { jobFor, random, scene } from "./pictures.ts";
import { photo } from "./photos.ts";

async function facts(bytes: Buffer, wanted: FactsWanted, steps: readonly StepInput[] = []): Promise<PictureFacts> {
  return inspectPicture(await jobFor(bytes, steps, { format: "png" }), wanted, bytes, defaultPixelLimits);
}

/** Seeded pixels, the same that the reference encoders were given. */
function noisy(width: number, height: number, clear: boolean): RawPicture {
  const next = random(1);
  const data = Buffer.alloc(width * height * 4);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const noise = next();
      data.set(
        [
          (255 * x) / width,
          (200 * y) / height + 20 * noise,
          (x * y) % 256,
          clear ? Math.min(255, ((300 * y) / height) * next()) : 255,
        ],
        (y * width + x) * 4,
      );
    }
  return { data, width, height, channels: 4 };
}

function bitsApart(one: string | undefined, other: string | undefined): number {
  let apart = BigInt(`0x${one ?? ""}`) ^ BigInt(`0x${other ?? ""}`);
  let count = 0;
  for (; apart > 0n; apart >>= 1n) count += Number(apart & 1n);
  return count;
}

describe("main colours", () => {
  test("of flat parts are exact, the largest part first", async () => {
    const part = (width: number, background: string) => ({
      input: { create: { width, height: 40, channels: 3 as const, background } },
    });
    const bytes = await sharp({ create: { width: 100, height: 40, channels: 3, background: "#c81e28" } })
      .composite([
        { ...part(30, "#1450a0"), left: 0, top: 0 },
        { ...part(10, "#f0f0f0"), left: 30, top: 0 },
      ])
      .png()
      .toBuffer();
    const { colors } = await facts(bytes, { colors: 8 });
    expect(colors).toEqual([
      [0xc8, 0x1e, 0x28],
      [0x14, 0x50, 0xa0],
      [0xf0, 0xf0, 0xf0],
    ]);
    expect((await facts(bytes, { colors: 2 })).colors).toHaveLength(2);
  });

  test("of a photograph are as many as asked, and always the same", async () => {
    const bytes = await photo("ladybird");
    for (const count of [1, 5, 32, 256]) {
      const { colors } = await facts(bytes, { colors: count });
      expect(colors).toHaveLength(count);
      expect(await facts(bytes, { colors: count })).toMatchObject({ colors });
    }
  });

  test("one colour is the mean", async () => {
    const bytes = await photo("meadow");
    const { channels } = await sharp(bytes).stats();
    const [color] = (await facts(bytes, { colors: 1 })).colors ?? [];
    for (const [index, { mean }] of channels.entries()) expect(Math.abs((color?.[index] ?? 0) - mean)).toBeLessThan(2);
  });

  test("what is not seen does not count", async () => {
    const clear = { r: 255, g: 0, b: 0, alpha: 0 };
    const bytes = await sharp({ create: { width: 20, height: 20, channels: 4, background: clear } })
      .composite([{ input: { create: { width: 5, height: 5, channels: 3, background: "#0000ff" } }, left: 0, top: 0 }])
      .png()
      .toBuffer();
    expect((await facts(bytes, { colors: 4 })).colors).toEqual([[0, 0, 255]]);
    const nothing = await sharp({ create: { width: 9, height: 9, channels: 4, background: clear } })
      .png()
      .toBuffer();
    expect(await facts(nothing, { colors: 4, hashes: true })).toMatchObject({
      colors: [],
      blurHash: expect.any(String),
    });
  });

  test("are fewer apart from the picture the more there are", async () => {
    const { data, info } = await sharp(await photo("meadow"))
      .resize(120)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const picture = { data, width: info.width, height: info.height, channels: info.channels };
    let before = Infinity;
    for (const count of [2, 8, 32, 128]) {
      const reduced = reduceColors(picture, count);
      let apart = 0;
      for (let at = 0; at < data.length; at += 1)
        apart += Math.abs((data[at] ?? 0) - (reduced.data[Math.floor(at / 3) * 4 + (at % 3)] ?? 0));
      expect(apart).toBeLessThan(before);
      before = apart;
      expect(mainColors(reduced, 256).length).toBeLessThanOrEqual(count);
    }
  });
});

describe("the perceptual hash", () => {
  test("hardly changes with size, format and quality, and tells photographs apart", async () => {
    const hash = async (bytes: Buffer): Promise<string | undefined> =>
      (await facts(bytes, { hashes: true })).perceptualHash;
    const [meadow, ladybird] = [await photo("meadow"), await photo("ladybird")];
    const whole = await hash(meadow);
    expect(whole).toMatch(/^[0-9a-f]{16}$/);
    for (const other of [
      await sharp(meadow).resize(300).webp({ quality: 40 }).toBuffer(),
      await sharp(meadow).resize(200).avif({ quality: 40, effort: 0 }).toBuffer(),
      await sharp(meadow).modulate({ brightness: 1.1 }).jpeg({ quality: 30 }).toBuffer(),
    ])
      expect(bitsApart(whole, await hash(other))).toBeLessThanOrEqual(6);
    expect(bitsApart(whole, await hash(ladybird))).toBeGreaterThan(16);
    expect(bitsApart(whole, await hash(await sharp(meadow).flop().toBuffer()))).toBeGreaterThan(16);
  });
});

describe("BlurHash", () => {
  test("is what the reference encoder in C gives", () => {
    // woltapp/blurhash, C, its sums in single precision; its TypeScript takes the largest value without its sign.
    expect(blurHash(noisy(32, 24, false), 4, 3)).toBe("LxG[1t2lwtX3mTWUjwfAf{fTfTfi");
    expect(blurHash(noisy(8, 8, false), 1, 1)).toBe("00F#l%");
  });

  test("of a photograph decodes to something like it", async () => {
    const bytes = await photo("ladybird");
    const { blurHash: hash = "", width, height } = await facts(bytes, { hashes: true });
    expect(hash).toMatch(/^[\w#$%*+,.:;=?@[\]^{|}~-]{28}$/);
    const small = { width: 32, height: Math.round((32 * height) / width) };
    const soft = await sharp(bytes).resize(small.width, small.height, { fit: "fill" }).blur(5).raw().toBuffer();
    const apart = meanApart(decodeBlurHash(hash, small.width, small.height), soft);
    const { blurHash: another = "" } = await facts(await photo("meadow"), { hashes: true });
    expect(apart).toBeLessThan(20);
    expect(apart).toBeLessThan(meanApart(decodeBlurHash(another, small.width, small.height), soft) / 1.5);
  });
});

describe("ThumbHash", () => {
  test("is what the reference encoder gives", () => {
    // evanw/thumbhash 0.1.1, JavaScript.
    const vectors = [
      [32, 24, false, "mygOHZpgdodxiIiGiGeIh/OnD9iI"],
      [20, 40, false, "mxgOHBpgFodoiIZ4eIj0pg/YiA=="],
      [7, 7, true, "VcuBDQYjcIa0iHuHmXCjC8g7Z5hweIhoZw=="],
      [100, 60, true, "YOiFE4gkcHa0h3qAtAq4W4eIgHeIeHc="],
      [3, 90, true, "mHmFCQglcMSod4iPBgi3S4h4cHeIeHg="],
      [1, 1, false, "APgBBwII9wiIh4hwj3CI+AiIgIAI94cP"],
    ] as const;
    for (const [width, height, clear, hash] of vectors) expect(thumbHash(noisy(width, height, clear))).toBe(hash);
  });
});

test("steps come first, and sizes are those after them", async () => {
  const bytes = await scene(300, 200).png().toBuffer();
  const steps = [
    { op: "crop", x: 0, y: 0, width: 40, height: 40 },
    { op: "resize", width: 20 },
  ] as const;
  const after = await facts(bytes, { colors: 1, hashes: true }, steps);
  expect(after).toMatchObject({ width: 20, height: 20 });
  expect(after).not.toEqual(await facts(bytes, { colors: 1, hashes: true }));
  const trimmed = await facts(bytes, {}, [
    { op: "extend", left: 30, color: "ffffff" },
    { op: "trim", threshold: 1 },
  ]);
  expect(trimmed).toEqual({ width: 300, height: 200 });
});

test("limits hold, and damage is told", async () => {
  const bytes = await scene(100, 100).png().toBuffer();
  const job = await jobFor(bytes, [], { format: "png" });
  await expect(
    inspectPicture(job, { hashes: true }, bytes, { ...defaultPixelLimits, inputPixels: 50 }),
  ).rejects.toThrow(expect.objectContaining({ code: "IMAGE_TOO_LARGE" }));
  await expect(inspectPicture(job, { hashes: true }, bytes.subarray(0, 4000), defaultPixelLimits)).rejects.toThrow(
    expect.objectContaining({ code: "IMAGE_UNREADABLE" }),
  );
});

function meanApart(one: Uint8Array, other: Uint8Array): number {
  expect(one.length).toBe(other.length);
  return one.reduce((sum, value, at) => sum + Math.abs(value - (other[at] ?? 0)), 0) / one.length;
}

/** The decoder, as the algorithm's description has it. */
function decodeBlurHash(hash: string, width: number, height: number): Uint8Array {
  const digits = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz#$%*+,-.:;=?@[]^_{|}~";
  const number = (from: number, length: number): number =>
    [...hash.slice(from, from + length)].reduce((sum, digit) => sum * 83 + digits.indexOf(digit), 0);
  const [across, down, most] = [(number(0, 1) % 9) + 1, Math.floor(number(0, 1) / 9) + 1, (number(1, 1) + 1) / 166];
  const light = (value: number): number => (value <= 0.04045 ? value / 12.92 : ((value + 0.055) / 1.055) ** 2.4);
  const mean = number(2, 4);
  const waves = [[mean >> 16, (mean >> 8) & 255, mean & 255].map((value) => light(value / 255))];
  for (let index = 1; index < across * down; index += 1) {
    const value = number(4 + index * 2, 2);
    const levels = [Math.floor(value / 361), Math.floor(value / 19) % 19, value % 19];
    waves.push(levels.map((level) => Math.sign(level - 9) * ((level - 9) / 9) ** 2 * most));
  }
  const out = new Uint8Array(width * height * 3);
  for (let at = 0; at < width * height; at += 1)
    for (const channel of [0, 1, 2]) {
      const [x, y] = [at % width, Math.floor(at / width)];
      const sum = waves.reduce((total, wave, index) => {
        const [i, j] = [index % across, Math.floor(index / across)];
        return (
          total + (wave[channel] ?? 0) * Math.cos((Math.PI * i * x) / width) * Math.cos((Math.PI * j * y) / height)
        );
      }, 0);
      const shown = Math.max(0, Math.min(1, sum));
      out[at * 3 + channel] = 255 * (shown <= 0.0031308 ? shown * 12.92 : 1.055 * shown ** (1 / 2.4) - 0.055);
    }
  return out;
}
