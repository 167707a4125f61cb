import type { StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { frameSizes } from "../../src/pipeline/frames.ts";
import { jobFor, rendered } from "./pictures.ts";

const delays = [100, 200, 300, 400];

/** Four frames, 60x40, each of its own grey, with a red bar near the left and nothing around a 5 pixel border. */
async function animation(format: "gif" | "webp"): Promise<Buffer> {
  const frames = delays.map((_, index) => {
    const data = Buffer.alloc(60 * 40 * 4);
    for (let y = 0; y < 40; y += 1)
      for (let x = 0; x < 60; x += 1) {
        const border = x < 5 || y < 5 || x >= 55 || y >= 35;
        const bar = x >= 10 && x < 20;
        const grey = 40 + 50 * index;
        data.set(border ? [0, 0, 0, 0] : bar ? [220, 0, 0, 255] : [grey, grey, grey, 255], (y * 60 + x) * 4);
      }
    return data;
  });
  const image = sharp(Buffer.concat(frames), { raw: { width: 60, height: 160, channels: 4, pageHeight: 40 } });
  return (
    format === "gif" ? image.gif({ delay: delays, loop: 3 }) : image.webp({ delay: delays, loop: 3, lossless: true })
  ).toBuffer();
}

/** The pixel at a place in every frame. */
async function through(bytes: Buffer, x: number, y: number): Promise<number[][]> {
  const { pages = 1, pageHeight = 0 } = await sharp(bytes, { animated: true }).metadata();
  const { data, info } = await sharp(bytes, { animated: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return Array.from({ length: pages }, (_, page) => {
    const at = ((page * pageHeight + y) * info.width + x) * 4;
    return [...data.subarray(at, at + 4)];
  });
}

const plans: readonly (readonly [string, StepInput[]])[] = [
  ["resize", [{ op: "resize", width: 30 }]],
  ["crop", [{ op: "crop", x: 5, y: 5, width: 30, height: 20 }]],
  ["quarter turn", [{ op: "rotate", degrees: 90 }]],
  ["any turn", [{ op: "rotate", degrees: 30, background: "00f" }]],
  ["extend", [{ op: "extend", left: 10, top: 5, color: "0f0" }]],
  [
    "blur, resize, crop, sharpen",
    [{ op: "blur", sigma: 1 }, { op: "resize", width: 45 }, { op: "crop", aspect: [1, 1] }, { op: "sharpen" }],
  ],
  [
    "flip and flatten",
    [
      { op: "flip", horizontal: true },
      { op: "flatten", color: "ffffff" },
    ],
  ],
  [
    "cover by saliency",
    [
      {
        op: "resize",
        width: 20,
        height: 30,
        mode: "cover",
        anchor: { kind: "detect", by: ["saliency"], otherwise: "center" },
      },
    ],
  ],
  ["adjust", [{ op: "adjust", brightness: 1.2, saturation: 0.5 }]],
  [
    "shear, pixelate, look, texture, transparent",
    [
      { op: "shear", x: 20 },
      { op: "pixelate", size: 3 },
      { op: "look", name: "sewen" },
      { op: "texture", name: "oil", size: 3 },
      { op: "transparent", color: "fff" },
    ],
  ],
  [
    "enhance, a blurred part, vignette",
    [
      { op: "filter", name: "enhance" },
      { op: "blur", sigma: 2, within: "box", x: 3, y: 3, width: 20, height: 20 },
      { op: "vignette", amount: 0.5 },
    ],
  ],
];

describe.each(["gif", "webp"] as const)("an animated %s", async (from) => {
  const source = await animation(from);

  describe.each(["gif", "webp"] as const)("to %s", (to) => {
    test.each(plans)("%s keeps frames, delays and loop", async (_, steps) => {
      const result = await rendered(source, steps, { format: to });
      const header = await sharp(result.bytes, { animated: true }).metadata();
      expect(result.pages).toBe(4);
      expect(header).toMatchObject({
        format: to,
        pages: 4,
        delay: delays,
        loop: 3,
        pageHeight: result.height,
        width: result.width,
      });
      const job = await jobFor(source, steps, { format: to });
      expect(frameSizes(job.steps, job.image).at(-1)).toEqual({ width: result.width, height: result.height });
    });
  });

  test.each(["avif", "jpeg", "png"] as const)("to %s is its first frame", async (to) => {
    const result = await rendered(source, [], { format: to });
    expect(result).toMatchObject({ pages: 1, width: 60, height: 40 });
    expect((await through(result.bytes, 40, 20)).map(([red]) => red)).toEqual([expect.closeTo(40, -1)]);
  });

  test("is its first frame where no animation is wanted", async () => {
    const result = await rendered(source, [{ op: "resize", width: 30 }], { format: "webp", animated: false });
    expect(result).toMatchObject({ pages: 1, width: 30, height: 20 });
  });

  test("turns every frame by itself", async () => {
    const result = await rendered(source, [{ op: "rotate", degrees: 90 }], { format: "webp", lossless: true });
    // The bar was 10 to 20 from the left; now it is as far from the top.
    expect(await through(result.bytes, 20, 15)).toEqual(delays.map(() => [220, 0, 0, 255]));
    expect((await through(result.bytes, 20, 40)).map(([red]) => red)).toEqual([40, 90, 140, 190]);
  });

  test("frames do not bleed into one another", async () => {
    const result = await rendered(
      source,
      [
        { op: "crop", x: 25, y: 5, width: 20, height: 30 },
        { op: "blur", sigma: 3 },
      ],
      { format: "webp", lossless: true },
    );
    for (const y of [0, 29])
      for (const [index, [red = 0]] of (await through(result.bytes, 10, y)).entries())
        expect(Math.abs(red - 40 - 50 * index)).toBeLessThan(4);
  });

  test.each<StepInput>([
    { op: "filter", name: "normalise" },
    { op: "filter", name: "equalise" },
    { op: "filter", name: "enhance" },
    {
      op: "tone",
      stops: [
        { at: 0, color: "000" },
        { at: 1, color: "fff" },
      ],
      equalize: true,
    },
  ])("%o does not flicker: what stays, stays alike", async (step) => {
    const result = await rendered(source, [step], { format: "webp", lossless: true });
    const [first, ...others] = await through(result.bytes, 15, 20); // the bar
    for (const other of others) expect(other).toEqual(first);
  });

  test("the colour of the first frame's corner goes, whatever the others' is", async () => {
    const result = await rendered(
      source,
      [{ op: "crop", x: 25, y: 10, width: 20, height: 20 }, { op: "transparent" }],
      { format: "webp", lossless: true },
    );
    expect((await through(result.bytes, 10, 10)).map(([, , , alpha]) => alpha)).toEqual([0, 255, 255, 255]);
  });

  test("is trimmed alike in all frames", async () => {
    const result = await rendered(source, [{ op: "trim" }, { op: "extend", left: 1, color: "f00" }], {
      format: "webp",
      lossless: true,
    });
    expect(result).toMatchObject({ pages: 4, width: 51, height: 30 });
  });
});

test("a trim keeps what any frame shows", async () => {
  const frames = [10, 40].map((left) => {
    const data = Buffer.alloc(60 * 40 * 4, 255);
    for (let y = 10; y < 30; y += 1)
      for (let x = left; x < left + 10; x += 1) data.set([0, 0, 0, 255], (y * 60 + x) * 4);
    return data;
  });
  const image = sharp(Buffer.concat(frames), { raw: { width: 60, height: 80, channels: 4, pageHeight: 40 } });
  const source = await image.webp({ lossless: true, delay: [50, 50] }).toBuffer();
  expect(await rendered(source, [{ op: "trim" }], { format: "webp" })).toMatchObject({
    pages: 2,
    width: 40,
    height: 20,
  });
});
