/** Masks, borders, shadows and outlines, worked out by hand. */
import type { StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { frameSizes } from "../../src/pipeline/frames.ts";
import { jobFor, pixels, plain, rendered } from "./pictures.ts";

type Seen = Awaited<ReturnType<typeof pixels>>;
const base = await plain(40, 20, "#c86432").png().toBuffer();
const orange = [200, 100, 50, 255];
const clear = [0, 0, 0, 0];

async function seen(steps: StepInput[], on = base): Promise<Seen> {
  const result = await rendered(on, steps);
  const job = await jobFor(on, steps, { format: "png" });
  expect(frameSizes(job.steps, job.image).at(-1)).toEqual({ width: result.width, height: result.height });
  return pixels(result.bytes);
}

/** All transparency together, in pixels. */
const area = ({ data }: Seen): number => {
  let sum = 0;
  for (let at = 3; at < data.length; at += 4) sum += data[at] ?? 0;
  return sum / 255;
};
const alphas = ({ at, width }: Seen, y: number): number[] => Array.from({ length: width }, (_, x) => at(x, y)[3] ?? 0);

/** What is seen has this colour, as far as it is seen: sharp scales in 8 bits, and hardly seen colours are coarse. */
function expectColor({ data }: Seen, [red = 0, green = 0, blue = 0]: number[], within = 0): void {
  for (let at = 0; at < data.length; at += 4) {
    if (data[at + 3] === 0) continue;
    for (const [channel, value] of [red, green, blue].entries())
      expect((Math.abs((data[at + channel] ?? 0) - value) * (data[at + 3] ?? 0)) / 255).toBeLessThanOrEqual(within);
  }
}

const shapeArea = (width: number, height: number, ...radii: [number, number][]): number =>
  width * height - radii.reduce((sum, [x, y]) => sum + x * y * (1 - Math.PI / 4), 0);

describe("mask", () => {
  const all = (radius: number | { fraction: number }): [never, never, never, never] =>
    [radius, radius, radius, radius] as never;

  test.each<[string, StepInput, number]>([
    ["four radii", { op: "mask", radii: all(6) }, shapeArea(40, 20, [6, 6], [6, 6], [6, 6], [6, 6])],
    ["one corner", { op: "mask", radii: [0, 10, 0, 0] }, shapeArea(40, 20, [10, 10])],
    ["each its own", { op: "mask", radii: [1, 3, 5, 7] }, shapeArea(40, 20, [1, 1], [3, 3], [5, 5], [7, 7])],
    [
      "other radii down",
      { op: "mask", radii: all(10), vertical: all(5) },
      shapeArea(40, 20, [10, 5], [10, 5], [10, 5], [10, 5]),
    ],
    [
      "a share of each side",
      { op: "mask", radii: all({ fraction: 0.25 }) },
      shapeArea(40, 20, [10, 5], [10, 5], [10, 5], [10, 5]),
    ],
    ["half of each side: an ellipse", { op: "mask", radii: all({ fraction: 0.5 }) }, (Math.PI * 40 * 20) / 4],
    [
      "too large: scaled down together",
      { op: "mask", radii: all(500) },
      shapeArea(40, 20, [10, 10], [10, 10], [10, 10], [10, 10]),
    ],
    ["too large on one side", { op: "mask", radii: [30, 30, 0, 0] }, shapeArea(40, 20, [20, 20], [20, 20])],
    ["an ellipse", { op: "mask", shape: "ellipse" }, (Math.PI * 40 * 20) / 4],
    ["a circle", { op: "mask", shape: "circle" }, Math.PI * 100],
  ])("%s", async (_, step, expected) => {
    const out = await seen([step]);
    expect([out.width, out.height]).toEqual([40, 20]);
    expect(Math.abs(area(out) - expected)).toBeLessThan(0.5);
    expectColor(out, orange);
  });

  test("edges are soft, and each corner is where it belongs", async () => {
    const out = await seen([{ op: "mask", radii: [8, 0, 0, 4] }]);
    expect(out.at(0, 0)).toEqual(clear);
    expect([out.at(39, 0), out.at(39, 19), out.at(8, 0)]).toEqual([orange, orange, orange]);
    expect(out.at(0, 19)[3]).toBe(0);
    const row = alphas(out, 1);
    expect(row.slice(0, 8)).toEqual(row.slice(0, 8).toSorted((a, b) => a - b));
    expect(row.filter((alpha) => alpha > 0 && alpha < 255).length).toBeGreaterThanOrEqual(2);
  });

  test("all four corners of a picture are alike", async () => {
    const out = await seen([{ op: "mask", radii: all(7) }]);
    for (let y = 0; y < 20; y += 1)
      for (let x = 0; x < 40; x += 1) {
        expect(out.at(x, y)[3]).toBe(out.at(39 - x, y)[3]);
        expect(Math.abs((out.at(x, y)[3] ?? 0) - (out.at(x, 19 - y)[3] ?? 0))).toBeLessThanOrEqual(1);
      }
  });

  test("one pixel", async () =>
    expect((await seen([{ op: "mask", shape: "circle" }], await plain(1, 1).png().toBuffer())).at(0, 0)[3]).toBeCloseTo(
      200,
      -1,
    ));

  test("what was transparent stays so, and what is cut away is gone", async () => {
    const soft = await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const out = await seen([{ op: "mask", shape: "circle" }], soft);
    expect([out.at(10, 10), out.at(0, 0)]).toEqual([[200, 100, 50, 128], clear]);
  });

  test("scaled down afterwards (without a kernel that overshoots), no dark edge appears", async () =>
    expectColor(
      await seen([
        { op: "mask", shape: "ellipse" },
        { op: "resize", width: 17, kernel: "linear" },
      ]),
      orange,
      1,
    ));
});

describe("border", () => {
  test("straight", async () => {
    const out = await seen([{ op: "border", width: 3, color: "0000ff" }]);
    expect([out.width, out.height]).toEqual([46, 26]);
    expect([out.at(2, 2), out.at(3, 3), out.at(42, 22), out.at(43, 23)]).toEqual([
      [0, 0, 255, 255],
      orange,
      orange,
      [0, 0, 255, 255],
    ]);
  });

  test("half transparent", async () => {
    const out = await seen([{ op: "border", width: 3, color: "0000ff80" }]);
    expect([out.at(0, 0), out.at(3, 3)]).toEqual([[0, 0, 255, 128], orange]);
  });

  test.each<[string, StepInput[]]>([
    ["around round corners", [{ op: "mask", radii: [5, 5, 5, 5] }]],
    ["around corners that are not", []],
  ])("round, %s", async (_, before) => {
    const out = await seen([...before, { op: "border", width: 3, color: "c86432", radii: [8, 8, 8, 8] }]);
    expect([out.width, out.height]).toEqual([46, 26]);
    expect(out.at(0, 0)).toEqual(clear);
    // The border has the picture's colour: together they are one shape, without a seam where they meet.
    expect(Math.abs(area(out) - shapeArea(46, 26, [8, 8], [8, 8], [8, 8], [8, 8]))).toBeLessThan(0.5);
    expectColor(out, orange);
  });

  test("wider than its radius, the inside is square", async () => {
    const out = await seen([{ op: "border", width: 5, color: "0000ff", radii: [4, 4, 4, 4] }]);
    expect([out.at(5, 5), out.at(4, 4), out.at(4, 5)]).toEqual([orange, [0, 0, 255, 255], [0, 0, 255, 255]]);
  });

  test("what is transparent in the picture stays so", async () => {
    const nothing = await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    const out = await seen([{ op: "border", width: 2, color: "0000ff", radii: [6, 6, 6, 6] }], nothing);
    expect([out.at(12, 12)[3], out.at(12, 0)]).toEqual([0, [0, 0, 255, 255]]);
  });
});

describe("shadow", () => {
  test("sharp and half transparent, with the canvas it needs", async () => {
    const out = await seen([{ op: "shadow", x: 4, y: -3, sigma: 0, color: "00000080" }]);
    expect([out.width, out.height]).toEqual([44, 23]);
    expect([out.at(0, 0), out.at(4, 0), out.at(43, 0), out.at(0, 3), out.at(43, 19)]).toEqual([
      clear,
      [0, 0, 0, 128],
      [0, 0, 0, 128],
      orange,
      [0, 0, 0, 128],
    ]);
    expect(out.at(43, 20)).toEqual(clear);
  });

  test("a soft one has half its strength at the edge, and none of it is cut off", async () => {
    const out = await seen([{ op: "shadow", x: 0, y: 40, sigma: 4, color: "ff0000ff" }]);
    expect([out.width, out.height]).toEqual([64, 72]);
    expect(Math.abs(area(out) - 2 * 40 * 20)).toBeLessThan(8);
    const edge = ((out.at(32, 59)[3] ?? 0) + (out.at(32, 60)[3] ?? 0)) / 2 / 255;
    expect(Math.abs(edge - 0.5)).toBeLessThan(0.03);
  });

  test("a wide one is as strong as it should be", async () => {
    const out = await seen(
      [{ op: "shadow", x: 0, y: 600, sigma: 60, color: "000000ff" }],
      await plain(400, 300).png().toBuffer(),
    );
    expect(Math.abs(area(out) / (2 * 400 * 300) - 1)).toBeLessThan(0.01);
  });

  test("follows the shape, and a transparent picture's own transparency", async () => {
    const out = await seen([
      { op: "mask", shape: "circle" },
      { op: "shadow", x: 60, y: 0, sigma: 0, color: "0000ffff" },
    ]);
    expect(Math.abs(area(out) - 2 * Math.PI * 100)).toBeLessThan(1);
    expect([out.at(80, 10), out.at(61, 1)]).toEqual([[0, 0, 255, 255], clear]);
  });
});

describe("outline", () => {
  test("around a box: straight sides, round corners", async () => {
    const out = await seen([{ op: "outline", width: 6, color: "0000ff" }]);
    expect([out.width, out.height]).toEqual([52, 32]);
    expect([out.at(0, 15), out.at(6, 6), out.at(26, 0)]).toEqual([[0, 0, 255, 255], orange, [0, 0, 255, 255]]);
    expect(Math.abs(area(out) - shapeArea(52, 32, [6, 6], [6, 6], [6, 6], [6, 6]))).toBeLessThan(6);
    expect(out.at(0, 0)).toEqual(clear);
  });

  test("around a circle with soft edges: as wide as asked for, everywhere", async () => {
    const round = [{ op: "mask", shape: "circle" } as const];
    const out = await seen([...round, { op: "outline", width: 5, color: "c86432" }]);
    expect(Math.abs(area(out) / (Math.PI * 225) - 1)).toBeLessThan(0.02);
    expectColor(out, orange);
  });

  test("soft", async () => {
    const out = await seen([{ op: "outline", width: 6, sigma: 3, color: "0000ff" }]);
    expect([out.width, out.height]).toEqual([70, 50]);
    expect(out.at(0, 25)[3]).toBeLessThan(4);
    expect(Math.abs(((out.at(8, 25)[3] ?? 0) + (out.at(9, 25)[3] ?? 0)) / 2 - 127.5)).toBeLessThan(8);
  });

  test("around nothing there is none", async () => {
    const nothing = await sharp({
      create: { width: 20, height: 20, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect(area(await seen([{ op: "outline", width: 3 }], nothing))).toBe(0);
  });
});
