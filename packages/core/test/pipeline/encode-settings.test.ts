/** The finer output settings: palettes, colour resolution, effort, timing, and results of at most so many bytes. */
import type { EncodeInput, OutputFormat } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { usualSize } from "../../src/pipeline/qualities.ts";
import { distance, plain, rendered, scene } from "./pictures.ts";
import { photo } from "./photos.ts";

type Settings = Omit<EncodeInput, "format">;

const small = [{ op: "resize", width: 500 }] as const;
const meadow = photo("meadow");

async function made(format: OutputFormat, settings: Settings = {}): Promise<Buffer> {
  return (await rendered(await meadow, small, { ...settings, format })).bytes;
}

async function colorsIn(bytes: Buffer): Promise<number> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  const seen = new Set<string>();
  for (let at = 0; at < data.length; at += info.channels)
    seen.add(data.subarray(at, at + info.channels).toString("hex"));
  return seen.size;
}

test.each(["png", "gif"] as const)("%s has as many colours as were asked for", async (format) => {
  for (const colors of [2, 7, 64]) {
    const bytes = await made(format, { colors });
    const found = await colorsIn(bytes);
    expect(found).toBeLessThanOrEqual(colors);
    expect((await distance(bytes, await made("png"))).mean).toBeLessThan(colors < 10 ? 60 : 16);
    expect(found).toBeGreaterThan(colors / 2);
  }
});

test("JPEG keeps colours as finely as asked, else by the quality", async () => {
  const chroma = async (settings: Settings): Promise<string | undefined> =>
    (await sharp(await made("jpeg", settings)).metadata()).chromaSubsampling;
  expect(await chroma({})).toBe("4:2:0");
  expect(await chroma({ quality: 95 })).toBe("4:4:4");
  expect(await chroma({ chroma: "444" })).toBe("4:4:4");
  expect(await chroma({ chroma: "420", quality: 95 })).toBe("4:2:0");
});

test("WebP keeps edges between colours sharper when asked", async () => {
  const stripes = await sharp(
    Buffer.from(
      Array.from({ length: 64 * 64 }, (_, at) => (Math.floor(at / 3) % 2 ? [255, 0, 0] : [0, 0, 255])).flat(),
    ),
    { raw: { width: 64, height: 64, channels: 3 } },
  )
    .png()
    .toBuffer();
  const far = async (settings: Settings): Promise<number> =>
    (await distance((await rendered(stripes, [], { format: "webp", quality: 95, ...settings })).bytes, stripes)).mean;
  expect(await far({ chroma: "444" })).toBeLessThan((await far({})) * 0.97);
});

test.each(["jpeg", "webp", "png"] as const)(
  "%s gives up some size for speed, and little of the look",
  async (format) => {
    const [usual, fast] = [await made(format), await made(format, { effort: "fast" })];
    expect(fast.length).toBeGreaterThan(usual.length);
    expect(fast.length).toBeLessThan(usual.length * 1.5);
    expect((await distance(usual, fast)).mean).toBeLessThan(4);
  },
);

describe("timing", () => {
  const frames = Buffer.concat([40, 120, 200].map((grey) => Buffer.alloc(20 * 10 * 3, grey)));
  const source = sharp(frames, { raw: { width: 20, height: 30, channels: 3, pageHeight: 10 } })
    .gif({ delay: [100, 200, 300], loop: 4 })
    .toBuffer();
  test.each(["gif", "webp"] as const)("%s is shown as often and as fast as asked", async (format) => {
    const timing = async (settings: Settings): Promise<unknown> => {
      const { bytes } = await rendered(await source, [], { ...settings, format });
      const { delay, loop } = await sharp(bytes, { animated: true }).metadata();
      return { delay, loop };
    };
    expect(await timing({})).toEqual({ delay: [100, 200, 300], loop: 4 });
    expect(await timing({ loop: 0, frameMs: 50 })).toEqual({ delay: [50, 50, 50], loop: 0 });
    expect(await timing({ loop: 1 })).toEqual({ delay: [100, 200, 300], loop: 1 });
  });
});

describe("at most so many bytes", () => {
  test.each(["avif", "webp", "jpeg"] as const)("%s takes a lower quality, no lower than need be", async (format) => {
    const whole = (await made(format)).length;
    for (const share of [0.9, 0.5, 0.25]) {
      const maxBytes = Math.floor(whole * share);
      const { length } = await made(format, { maxBytes });
      expect(length, `${share}`).toBeLessThanOrEqual(maxBytes);
      expect(length, `${share}`).toBeGreaterThan(maxBytes * 0.8);
    }
  });

  test("a picture that is small enough stays as it is", async () => {
    const whole = await made("webp");
    expect(await made("webp", { maxBytes: whole.length })).toEqual(whole);
  });

  test.each(["png", "gif"] as const)("%s takes fewer colours", async (format) => {
    const whole = (await made(format)).length;
    for (const share of [0.5, 0.25]) {
      const { length } = await made(format, { maxBytes: Math.floor(whole * share) });
      expect(length).toBeLessThanOrEqual(whole * share);
      expect(length).toBeGreaterThan(whole * share * 0.4);
    }
  });

  test("a lossless one becomes lossy", async () => {
    const lossless = (await made("webp", { lossless: true })).length;
    const { length } = await made("webp", { lossless: true, maxBytes: Math.floor(lossless / 4) });
    expect(length).toBeLessThanOrEqual(lossless / 4);
    expect(length).toBeGreaterThan(lossless / 6);
  });

  test("an animation too", async () => {
    const noise = await scene(60, 180).png().toBuffer();
    const { data, info } = await sharp(noise).raw().toBuffer({ resolveWithObject: true });
    const source = await sharp(data, { raw: { ...info, pageHeight: 60 } })
      .webp({ lossless: true })
      .toBuffer();
    const whole = await rendered(source, [], { format: "webp" });
    const half = await rendered(source, [], { format: "webp", maxBytes: Math.floor(whole.bytes.length * 0.7) });
    expect(half.pages).toBe(3);
    expect(half.bytes.length).toBeLessThanOrEqual(whole.bytes.length * 0.7);
  });

  test("EXIF that is kept counts, and is kept in every try", async () => {
    const source = await scene(300, 200)
      .withExif({ IFD0: { Make: "Brownie" } })
      .jpeg({ quality: 95 })
      .toBuffer();
    const whole = await rendered(source, [], { format: "jpeg", metadata: "keep" });
    const maxBytes = Math.floor(whole.bytes.length * 0.8);
    const { bytes } = await rendered(source, [], { format: "jpeg", metadata: "keep", maxBytes });
    expect(bytes.length).toBeLessThanOrEqual(maxBytes);
    expect((await sharp(bytes).metadata()).exif?.toString("latin1")).toContain("Brownie");
  });

  test.each(["avif", "webp", "jpeg", "png", "gif"] as const)(
    "%s that cannot be so small is refused",
    async (format) => {
      await expect(made(format, { maxBytes: 30 })).rejects.toThrow(
        expect.objectContaining({
          code: "PLAN_TOO_LARGE",
          detail: expect.objectContaining({ hint: expect.stringMatching(/^encode: at most 30 bytes .* takes \d+$/) }),
        }),
      );
    },
  );

  test("the first guess comes from sizes that rise with the quality", () => {
    for (const format of ["jpeg", "webp", "avif"] as const) {
      for (let quality = 2; quality <= 100; quality += 1)
        expect(usualSize(format, quality)).toBeGreaterThanOrEqual(usualSize(format, quality - 1));
    }
    for (const [format, normal] of [
      ["jpeg", 74],
      ["webp", 80],
      ["avif", 61],
    ] as const)
      expect(Math.abs(usualSize(format, normal))).toBeLessThan(0.05);
  });
});

test("what is made at leisure looks the same and is smaller", async () => {
  const bytes = await meadow;
  const { jobFor } = await import("./pictures.ts");
  const { renderPicture } = await import("../../src/pipeline/render.ts");
  const { defaultPixelLimits } = await import("../../src/pipeline/limits.ts");
  const job = await jobFor(bytes, small, { format: "avif" });
  const reference = (await rendered(bytes, small, { format: "png" })).bytes;
  const quick = Buffer.from((await renderPicture(job, bytes, defaultPixelLimits)).bytes);
  const slow = Buffer.from(
    (await renderPicture({ ...job, encode: { ...job.encode, atLeisure: true } }, bytes, defaultPixelLimits)).bytes,
  );
  expect(slow.length).toBeLessThan(quick.length * 0.95);
  expect((await distance(slow, reference)).mean).toBeLessThan((await distance(quick, reference)).mean * 1.1);
});

test("a picture of one colour is written whatever the limit on colours", async () => {
  const { bytes } = await rendered(await plain(30, 20).png().toBuffer(), [], { format: "png", colors: 2 });
  expect(await colorsIn(bytes)).toBe(1);
});
