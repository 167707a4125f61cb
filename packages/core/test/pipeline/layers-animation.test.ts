/** Layers and shapes on animations. */
import type { Source, StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { renderPicture } from "../../src/pipeline/render.ts";
import { factsFor, jobFor, plain, rendered } from "./pictures.ts";
import { fonts } from "./texts.ts";
import { checkFrames, frameSizes } from "../../src/pipeline/frames.ts";

const mark: Source = { kind: "name", names: ["mark"] };
const dot = await plain(10, 10, "#ff0000").png().toBuffer();
const lossless = { format: "webp", lossless: true } as const;

/** Four frames, 60x40, each of its own grey. */
const greys = [40, 90, 140, 190];
const source = await sharp(Buffer.concat(greys.map((grey) => Buffer.alloc(60 * 40 * 3, grey))), {
  raw: { width: 60, height: 160, channels: 3, pageHeight: 40 },
})
  .webp({ lossless: true, delay: [50, 50, 50, 50], loop: 0 })
  .toBuffer();

interface Frames {
  readonly width: number;
  readonly height: number;
  /** The pixel at a place in every frame. */
  at(x: number, y: number): number[][];
}

async function frames(steps: StepInput[]): Promise<Frames> {
  const layers = new Map([[mark, dot]]);
  const job = await jobFor(source, steps, lossless, layers);
  const result = await renderPicture(job, source, defaultPixelLimits, [dot], fonts);
  expect(result.pages).toBe(4);
  const { data, info } = await sharp(result.bytes, { animated: true })
    .ensureAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const planned = frameSizes(job.steps, job.image, new Map([["name:[mark]", await factsFor(dot)]])).at(-1);
  expect([result.width <= (planned?.width ?? 60), result.height <= (planned?.height ?? 40)]).toEqual([true, true]);
  return {
    width: result.width,
    height: result.height,
    at: (x, y) =>
      greys.map((_, page) => {
        const at = ((page * result.height + y) * info.width + x) * 4;
        return [...data.subarray(at, at + 4)];
      }),
  };
}

const all = (pixel: number[]): number[][] => greys.map(() => pixel);
const own = greys.map((grey) => [grey, grey, grey, 255]);
const over = (given: object = {}): StepInput => ({ op: "overlay", layer: mark, ...given });

describe("layers", () => {
  test("lie on every frame, at the same place", async () => {
    const { at } = await frames([over({ anchor: { kind: "named", at: "top-left" } })]);
    expect([at(5, 5), at(15, 5)]).toEqual([all([255, 0, 0, 255]), own]);
  });

  test("mix with each frame's own colours", async () => {
    const { at } = await frames([over({ opacity: 0.5 })]);
    expect(at(30, 20).map(([red]) => red)).toEqual(greys.map((grey) => Math.round(grey + (128 / 255) * (255 - grey))));
  });

  test("repeat, grow and lie under", async () => {
    const grown = await frames([over({ overflow: "grow", anchor: { kind: "offset", x: -4, y: -4 }, under: true })]);
    expect([grown.width, grown.height]).toEqual([64, 44]);
    expect([grown.at(0, 0), grown.at(4, 4), grown.at(63, 0)]).toEqual([all([255, 0, 0, 255]), own, all([0, 0, 0, 0])]);
    const row = await frames([over({ repeat: "x" })]);
    expect([row.at(1, 20), row.at(1, 1)]).toEqual([all([255, 0, 0, 255]), own]);
  });

  test("the picture itself is its first frame", async () => {
    const { at } = await frames([over({ layer: { kind: "self" }, width: 10 })]);
    expect([at(30, 20), at(2, 2)]).toEqual([all([40, 40, 40, 255]), own]);
  });

  test("texts and colours", async () => {
    const text = { kind: "text", text: "I", weight: 900, size: 50, color: "0000ff" };
    expect((await frames([over({ layer: text })])).at(30, 20)).toEqual(all([0, 0, 255, 255]));
    const color = { kind: "color", color: "00ff00", width: { fraction: 1 }, height: 5 };
    expect((await frames([over({ layer: color, anchor: { kind: "named", at: "top" } })])).at(50, 2)).toEqual(
      all([0, 255, 0, 255]),
    );
  });

  test("a canvas that grows around a text, and what comes after it", async () => {
    const text = { kind: "text", text: "wide enough to grow", size: 20 };
    const { width, height, at } = await frames([
      over({ layer: text, overflow: "grow" }),
      over({ anchor: { kind: "named", at: "bottom-right" } }),
    ]);
    expect(width).toBeGreaterThan(100);
    expect(at(width - 1, height - 1)).toEqual(all([255, 0, 0, 255]));
  });

  test("after a trim they are placed by what is left", async () => {
    const { width, at } = await frames([
      { op: "extend", left: 20, color: "000000" },
      { op: "trim" },
      over({ anchor: { kind: "named", at: "top-left" } }),
    ]);
    expect([width, at(5, 5)]).toEqual([60, all([255, 0, 0, 255])]);
  });

  test("an animated layer is its first frame", async () => {
    const layers = new Map([[mark, source]]);
    const result = await rendered(dot, [over({ width: 4 })], { format: "png" }, defaultPixelLimits, layers);
    const { data } = await sharp(result.bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
    expect([...data.subarray((5 * 10 + 5) * 4, (5 * 10 + 5) * 4 + 4)]).toEqual([40, 40, 40, 255]);
  });
});

describe("shapes and fills", () => {
  test("mask, border, shadow and outline act on every frame", async () => {
    const { width, height, at } = await frames([
      { op: "mask", shape: "circle" },
      { op: "border", width: 2, color: "0000ff", radii: [22, 22, 22, 22] },
      { op: "outline", width: 3, color: "ff0000" },
      { op: "shadow", x: 5, y: 5, sigma: 0 },
    ]);
    expect([width, height]).toEqual([75, 55]);
    expect(at(35, 25)).toEqual(own);
    expect(at(0, 0)).toEqual(all([0, 0, 0, 0]));
  });

  test("a found colour is the first frame's: it does not flicker", async () => {
    for (const fill of ["border", "predominant"] as const) {
      const { at } = await frames([{ op: "extend", left: 10, fill }]);
      expect([at(5, 20), at(15, 20)]).toEqual([all([40, 40, 40, 255]), own]);
    }
  });

  test("a blurred canvas is each frame's own", async () => {
    const { at } = await frames([{ op: "resize", width: 120, height: 40, mode: "pad", fill: "blurred" }]);
    for (const [index, [red = 0]] of at(5, 20).entries())
      expect(Math.abs(red - (greys[index] ?? 0))).toBeLessThanOrEqual(2);
  });
});

test("a canvas that grows too large over all frames is refused", async () => {
  const { steps, image } = await jobFor(
    source,
    [over({ overflow: "grow", width: 6000, height: 6000, fit: "force" })],
    lossless,
    new Map([[mark, dot]]),
  );
  const facts = new Map([["name:[mark]", await factsFor(dot)]]);
  expect(() => checkFrames(steps, image, defaultPixelLimits, 4, facts)).toThrow(
    expect.objectContaining({ code: "PLAN_TOO_LARGE" }),
  );
});
