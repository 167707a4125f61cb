import type { StepInput, StepOf } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { distance, pixels, plain, random, rendered, scene } from "./pictures.ts";

type Name = StepOf<"texture">["name"];

/** A grey picture from numbers. */
async function grey(width: number, ...values: readonly number[]): Promise<Buffer> {
  const raw = { width, height: values.length / width, channels: 3 } as const;
  return sharp(Buffer.from(values.flatMap((value) => [value, value, value])), { raw })
    .png()
    .toBuffer();
}

async function after(bytes: Buffer, step: Omit<Extract<StepInput, { op: "texture" }>, "op">): Promise<number[]> {
  const { data } = await pixels((await rendered(bytes, [{ op: "texture", ...step }])).bytes);
  return Array.from({ length: data.length / 4 }, (_, at) => data[at * 4] ?? 0);
}

/** Each pixel's square of neighbours, what is outside left out, in one number. */
function around(width: number, values: readonly number[], reach: number, one: (seen: number[]) => number): number[] {
  return values.map((_, at) => {
    const [x, y] = [at % width, Math.floor(at / width)];
    const near = (other: number): boolean =>
      Math.abs((other % width) - x) <= reach && Math.abs(Math.floor(other / width) - y) <= reach;
    return one(values.filter((__, other) => near(other)));
  });
}

const next = random(3);
const noise = Array.from({ length: 13 * 9 }, () => Math.floor(next() * 256));

describe("dilate and erode", () => {
  test.each([1, 2, 3, 7, 20])("take the greatest and the least within %i pixels", async (size) => {
    const bytes = await grey(13, ...noise);
    expect(await after(bytes, { name: "dilate", size })).toEqual(around(13, noise, size, (seen) => Math.max(...seen)));
    expect(await after(bytes, { name: "erode", size })).toEqual(around(13, noise, size, (seen) => Math.min(...seen)));
  });
});

describe("median", () => {
  test("takes the middle of a square", async () => {
    const middle = (seen: number[]): number => seen.toSorted((a, b) => a - b)[Math.floor(seen.length / 2)] ?? 0;
    const [is, should] = [
      await after(await grey(13, ...noise), { name: "median", size: 3 }),
      around(13, noise, 1, middle),
    ];
    for (let y = 1; y < 8; y += 1) for (let x = 1; x < 12; x += 1) expect(is[y * 13 + x]).toBe(should[y * 13 + x]);
  });

  test("one pixel is itself", async () => {
    expect(await after(await grey(13, ...noise), { name: "median", size: 1 })).toEqual(noise);
  });
});

describe("oil", () => {
  test("keeps an edge sharp and makes each side even", async () => {
    const half = Array.from({ length: 20 * 12 }, (_, at) => (at % 20 < 10 ? 50 : 180) + (at % 3));
    const is = await after(await grey(20, ...half), { name: "oil", size: 4 });
    for (const [at, value] of is.entries())
      expect(Math.abs(value - (at % 20 < 10 ? 51 : 181)), `at ${at}`).toBeLessThanOrEqual(1);
  });

  test("is the calmest of four squares, worked out one by one", async () => {
    const size = 3;
    const [width, height] = [13, 9];
    const at = (x: number, y: number): number =>
      noise[Math.min(height - 1, Math.max(0, y)) * width + Math.min(width - 1, Math.max(0, x))] ?? 0;
    const square = (left: number, top: number): { mean: number; spread: number } => {
      const all = Array.from({ length: size * size }, (_, index) =>
        at(left + (index % size), top + Math.floor(index / size)),
      );
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      return { mean, spread: all.reduce((sum, value) => sum + (value - mean) ** 2, 0) };
    };
    const is = await after(await grey(width, ...noise), { name: "oil", size });
    for (const [index, value] of is.entries()) {
      const [x, y] = [index % width, Math.floor(index / width)];
      const four = [square(x - 2, y - 2), square(x, y - 2), square(x - 2, y), square(x, y)];
      const calmest = four.toSorted((a, b) => a.spread - b.spread)[0]?.mean ?? 0;
      expect(Math.abs(value - calmest), `${x},${y}`).toBeLessThanOrEqual(1);
    }
  });
});

describe("cartoon", () => {
  test("draws a dark line along an edge, as strong as asked, and none where there is none", async () => {
    const half = await grey(20, ...Array.from({ length: 20 * 12 }, (_, at) => (at % 20 < 10 ? 90 : 200)));
    const row = async (limit: number): Promise<number[]> =>
      (await after(half, { name: "cartoon", size: 3, limit })).slice(100, 120);
    const [none, some, all] = [await row(0), await row(40), await row(100)];
    expect(Math.min(...none)).toBeGreaterThan(70);
    expect(all[9]).toBe(0);
    expect(some[9] ?? 0).toBeGreaterThan(20);
    expect(some[9] ?? 0).toBeLessThan((none[9] ?? 0) - 20);
    for (const at of [1, 5, 14, 18]) expect(all[at]).toBe(none[at]);
  });

  test("gives a cut-out's rim no line", async () => {
    const bytes = await disc();
    const { at } = await pixels(
      (await rendered(bytes, [{ op: "texture", name: "cartoon", size: 3, limit: 100 }])).bytes,
    );
    for (let x = 0; x < 40; x += 1) if ((at(x, 20)[3] ?? 0) > 40) expect(at(x, 20)[0], `${x}`).toBeGreaterThan(150);
  });
});

/** A pale disc; what is transparent around it is black. */
async function disc(): Promise<Buffer> {
  const data = Buffer.alloc(40 * 40 * 4);
  for (let at = 0; at < 1600; at += 1) {
    const alpha = Math.min(1, Math.max(0, 15 - Math.hypot((at % 40) - 20, Math.floor(at / 40) - 20)));
    if (alpha > 0) data.set([200, 180, 160, Math.round(alpha * 255)], at * 4);
  }
  return sharp(data, { raw: { width: 40, height: 40, channels: 4 } })
    .png()
    .toBuffer();
}

describe("clahe", () => {
  test("finds contrast in a dark part as in a bright one", async () => {
    const [width, height] = [64, 32];
    const faint = Array.from({ length: width * height }, (_, at) => (at % width < 32 ? 30 : 200) + (at % 2) * 8);
    const spread = (values: readonly number[], from: number): number =>
      Math.abs((values[16 * width + from] ?? 0) - (values[16 * width + from + 1] ?? 0));
    const bytes = await grey(width, ...faint);
    const [free, limited] = [
      await after(bytes, { name: "clahe", size: 16, limit: 0 }),
      await after(bytes, { name: "clahe", size: 16, limit: 4 }),
    ];
    for (const from of [8, 52]) {
      expect(spread(free, from)).toBeGreaterThan(60);
      expect(spread(limited, from)).toBeLessThan(spread(free, from));
      expect(spread(limited, from)).toBeGreaterThanOrEqual(8);
    }
  });

  test("a slope of at most 1 changes next to nothing; colours keep their differences", async () => {
    const bytes = await scene(90, 60).png().toBuffer();
    const one = await rendered(bytes, [{ op: "texture", name: "clahe", size: 30, limit: 1 }]);
    expect((await distance(one.bytes, bytes)).mean).toBeLessThan(1.5);
    const pale = await plain(40, 40, "#6e5a50").png().toBuffer();
    const [red = 0, green = 0, blue = 0] = (
      await pixels((await rendered(pale, [{ op: "texture", name: "clahe", size: 20 }])).bytes)
    ).at(20, 20);
    expect([red - green, green - blue]).toEqual([20, 10]);
  });

  test("tiles may be larger than the picture, or a pixel wide", async () => {
    const bytes = await scene(30, 20).png().toBuffer();
    for (const size of [1, 1000])
      expect(await rendered(bytes, [{ op: "texture", name: "clahe", size }])).toMatchObject({ width: 30, height: 20 });
  });
});

describe("every texture", () => {
  const names: readonly Name[] = ["median", "dilate", "erode", "oil", "cartoon", "clahe"];

  test.each(names)("%s sees no colour that is transparent", async (name) => {
    const bytes = await disc();
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    for (let at = 0; at < data.length; at += 4) if (data[at + 3] === 0) data.set([255, 0, 0], at);
    const loud = await sharp(data, { raw: { width: info.width, height: info.height, channels: 4 } })
      .png()
      .toBuffer();
    const step = { op: "texture", name, size: 4 } as const;
    const [one, other] = [await rendered(bytes, [step]), await rendered(loud, [step])];
    expect((await distance(one.bytes, other.bytes)).most).toBeLessThan(0.01);
    const { at } = await pixels(one.bytes);
    for (let x = 0; x < 40; x += 1) if ((at(x, 20)[3] ?? 0) > 128) expect(at(x, 20)[0], `${x}`).toBeGreaterThan(140);
  });

  test.each(names)("%s takes pictures of one pixel and of one row, and wide squares", async (name) => {
    for (const [width, height] of [
      [1, 1],
      [17, 1],
      [1, 9],
      [5, 4],
    ] as const)
      for (const size of [1, 3, 100]) {
        const bytes = await scene(width, height).png().toBuffer();
        expect(await rendered(bytes, [{ op: "texture", name, size }])).toMatchObject({ width, height });
      }
  });
});
