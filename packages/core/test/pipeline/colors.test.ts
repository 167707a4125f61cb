/** What operations on colours make of them, worked out by hand. */
import type { StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { lightnessOf, lumaWeights, toLight } from "../../src/pipeline/light.ts";
import { pixels, rendered, scene } from "./pictures.ts";

type Rgba = readonly [number, number, number, number?];

/** A row of pixels as PNG. */
async function row(...colors: readonly Rgba[]): Promise<Buffer> {
  const channels = colors.some((color) => color.length === 4) ? 4 : 3;
  const data = Buffer.from(colors.flatMap((color) => [...color]) as number[]);
  return sharp(data, { raw: { width: colors.length, height: 1, channels } })
    .png()
    .toBuffer();
}

async function rowAfter(bytes: Buffer, ...steps: StepInput[]): Promise<number[][]> {
  const { at, width } = await pixels((await rendered(bytes, steps)).bytes);
  return Array.from({ length: width }, (_, x) => at(x, 0));
}

async function after(color: Rgba, ...steps: StepInput[]): Promise<number[]> {
  const [only = []] = await rowAfter(await row(color), ...steps);
  return only;
}

function near(result: readonly number[], expected: readonly number[]): void {
  for (const [index, value] of expected.entries())
    expect(Math.abs((result[index] ?? 0) - value), `${result.join()} for ${expected.join()}`).toBeLessThanOrEqual(1);
}

const brown = [100, 50, 20] as const;

describe("adjust", () => {
  test.each<[string, Rgba, StepInput, number[]]>([
    ["exposure doubles the light", brown, { op: "adjust", exposure: 1 }, [138, 71, 30]],
    ["and halves it", brown, { op: "adjust", exposure: -1 }, [72, 34, 12]],
    [
      "what brightness burns out, contrast does not bring back",
      [200, 50, 20],
      { op: "adjust", brightness: 1.5, contrast: 0.5 },
      [191, 101, 79],
    ],
    ["saturation comes before hue", [200, 50, 20], { op: "adjust", saturation: 0, hue: 90 }, [80, 80, 80]],
    ["vibrance, of a pale colour", [100, 80, 80], { op: "adjust", vibrance: 1 }, [113, 77, 77]],
    ["vibrance, of a full one", [200, 0, 0], { op: "adjust", vibrance: 1 }, [200, 0, 0]],
    ["vibrance below 0", [100, 80, 80], { op: "adjust", vibrance: -1 }, [87, 83, 83]],
    ["lightness of a grey, L 50 to 60", [119, 119, 119], { op: "adjust", lightness: 10 }, [145, 145, 145]],
    ["lightness to the very end", [119, 20, 200], { op: "adjust", lightness: -100 }, [0, 0, 0]],
    ["red", brown, { op: "adjust", red: 2 }, [200, 50, 20]],
    ["green and blue", brown, { op: "adjust", green: 0.5, blue: 10 }, [100, 25, 200]],
    ["the channels before gamma", brown, { op: "adjust", red: 3, gamma: 2 }, [255, 113, 71]],
  ])("%s", async (_, color, step, expected) => {
    near(await after(color, step), expected);
  });

  test("lightness keeps hue and colour", async () => {
    const [red = 0, green = 0, blue = 0] = await after([120, 80, 60], { op: "adjust", lightness: 20 });
    // CIE Lab of 120, 80, 60 is 37.8, 14.1, 18.2; of 57.8, 14.1, 18.2 the colour is 173, 129, 107.
    near([red, green, blue], [173, 129, 107]);
  });

  test("warmth goes from blue to amber and leaves greys about as bright", async () => {
    const grey = [128, 128, 128] as const;
    const luma = (color: readonly number[]): number =>
      lumaWeights.reduce((sum, weight, index) => sum + weight * (color[index] ?? 0), 0);
    const [amber, cold] = [
      await after(grey, { op: "adjust", warmth: 1 }),
      await after(grey, { op: "adjust", warmth: -1 }),
    ];
    expect((amber[0] ?? 0) - (amber[2] ?? 0)).toBeGreaterThan(40);
    expect((cold[2] ?? 0) - (cold[0] ?? 0)).toBeGreaterThan(40);
    for (const color of [amber, cold]) expect(Math.abs(luma(color) - 128)).toBeLessThan(5);
  });
});

describe("linear and recolor", () => {
  test.each<[string, StepInput, number[]]>([
    ["one number for all", { op: "linear", factor: [2], offset: [-50] }, [150, 50, 0]],
    ["one for each channel", { op: "linear", factor: [2, 1, 0.5], offset: [0, 10, -5] }, [200, 60, 5]],
    ["one and three", { op: "linear", factor: [2], offset: [0, 10, 20] }, [200, 110, 60]],
    ["channels in turn", { op: "recolor", matrix: [0, 1, 0, 0, 0, 1, 1, 0, 0] }, [50, 20, 100]],
    ["too much is cut", { op: "recolor", matrix: [1, 1, 1, 10, 0, 0, -1, 0, 0] }, [170, 255, 0]],
    [
      "transparency from red",
      { op: "recolor", matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1, 0, 0, 0] },
      [100, 50, 20, 100],
    ],
    [
      "transparency for red",
      { op: "recolor", matrix: [0, 0, 0, 1, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1] },
      [255, 50, 20, 255],
    ],
  ])("%s", async (_, step, expected) => {
    near(await after(brown, step), expected);
  });
});

describe("filter", () => {
  test.each<[string, StepInput, number[]]>([
    ["half grey", { op: "filter", name: "grayscale", amount: 0.5 }, [79, 54, 39]],
    ["a quarter negative", { op: "filter", name: "negate", amount: 0.25 }, [114, 89, 74]],
    ["half sepia", { op: "filter", name: "sepia", amount: 0.5 }, [91, 61, 39]],
    ["colorize", { op: "filter", name: "colorize", color: "f00", amount: 0.5 }, [178, 25, 10]],
    ["colorize by a translucent colour", { op: "filter", name: "colorize", color: "ff000080" }, [178, 25, 10]],
    ["threshold by channel", { op: "filter", name: "threshold", level: 50, channels: true }, [255, 255, 0]],
    ["half a threshold", { op: "filter", name: "threshold", level: 50, amount: 0.5 }, [178, 153, 138]],
    ["tint by grey is the light's grey", { op: "filter", name: "tint", color: "808080" }, [62, 62, 62]],
  ])("%s", async (_, step, expected) => {
    near(await after(brown, step), expected);
  });

  test("tint keeps lightness, takes hue, and leaves black and white", async () => {
    const tint = { op: "filter", name: "tint", color: "ff4000" } as const;
    const lightness = (color: readonly number[]): number =>
      lightnessOf(lumaWeights.reduce((sum, weight, index) => sum + weight * toLight(color[index] ?? 0), 0));
    const result = await after([60, 140, 90], tint);
    expect(Math.abs(lightness(result) - lightness([60, 140, 90]))).toBeLessThan(1.5);
    expect((result[0] ?? 0) - (result[2] ?? 0)).toBeGreaterThan(60);
    near(await after([0, 0, 0], tint), [0, 0, 0]);
    near(await after([255, 255, 255], tint), [255, 255, 255]);
  });

  test("negate turns transparency around where asked, and where there is one", async () => {
    const negate = { op: "filter", name: "negate", channels: true } as const;
    near(await after([100, 50, 20, 64], negate), [155, 205, 235, 191]);
    near(await after(brown, negate), [155, 205, 235, 255]);
    near(await after([100, 50, 20, 64], { ...negate, channels: false }), [155, 205, 235, 64]);
  });

  const grey = (value: number, alpha?: number): Rgba =>
    [value, value, value, ...(alpha === undefined ? [] : [alpha])] as unknown as Rgba;
  const ladder = (...values: number[]): Promise<Buffer> => row(...values.map((value) => grey(value)));
  const firsts = async (bytes: Buffer, step: StepInput): Promise<number[]> =>
    (await rowAfter(bytes, step)).map(([red = 0]) => red);

  test("equalise makes all greys as frequent", async () => {
    near(await firsts(await ladder(100, 110, 120, 130), { op: "filter", name: "equalise" }), [0, 85, 170, 255]);
    near(await firsts(await ladder(100, 130), { op: "filter", name: "equalise", amount: 0.5 }), [50, 193]);
    near(await firsts(await ladder(77, 77), { op: "filter", name: "equalise" }), [77, 77]);
  });

  test("normalise stretches what lies between its percents", async () => {
    const all = { op: "filter", name: "normalise", lower: 0, upper: 100 } as const;
    const bytes = await ladder(100, 119, 145, 171);
    const [dark, , , bright] = await firsts(bytes, all);
    near([dark ?? 9, bright ?? 0], [0, 255]);
    // L of 119 is 50, of 100 is 42.4, of 171 is 70: (50 - 42.4) / (70 - 42.4) is L 27.7, which is a grey of 65.
    near([(await firsts(bytes, all))[1] ?? 0], [65]);
    const [cut = 9] = await firsts(bytes, { ...all, lower: 30 });
    expect(cut).toBe(0);
    near(await firsts(await ladder(90, 90), all), [90, 90]);
  });

  test("what is transparent does not count", async () => {
    const bytes = await row(grey(0, 0), grey(255, 0), grey(100, 255), grey(110, 255), grey(120, 255), grey(130, 255));
    for (const name of ["equalise", "normalise"] as const) {
      const result = await firsts(bytes, { op: "filter", name, ...(name === "normalise" && { lower: 0, upper: 100 }) });
      near([result[2] ?? 9, result[5] ?? 0], [0, 255]);
    }
    const clear = await row(grey(9, 0), grey(99, 0));
    expect(await rowAfter(clear, { op: "filter", name: "enhance" })).toEqual([
      [9, 9, 9, 0],
      [99, 99, 99, 0],
    ]);
  });

  test("enhance widens a dull picture, less so by halves, and hardly touches a full one", async () => {
    const spread = async (bytes: Buffer): Promise<number> => (await sharp(bytes).stats()).channels[0]?.stdev ?? 0;
    const dull = await scene(80, 60).linear(0.4, 70).png().toBuffer();
    const [none, half, whole] = [
      await spread(dull),
      await spread((await rendered(dull, [{ op: "filter", name: "enhance", amount: 0.5 }])).bytes),
      await spread((await rendered(dull, [{ op: "filter", name: "enhance" }])).bytes),
    ];
    expect(whole).toBeGreaterThan(1.4 * none);
    expect(Math.abs(half - (none + whole) / 2)).toBeLessThan(1);
    const full = await ladder(0, 60, 120, 180, 255);
    for (const [index, value] of (await firsts(full, { op: "filter", name: "enhance" })).entries())
      expect(Math.abs(value - ([0, 60, 120, 180, 255][index] ?? 0))).toBeLessThan(25);
  });
});

describe("tone", () => {
  const black = { at: 0, color: "000000" };
  test.each<[string, StepInput, number[]]>([
    ["two stops", { op: "tone", stops: [black, { at: 1, color: "ff8000" }] }, [58, 29, 0]],
    ["three", { op: "tone", stops: [black, { at: 0.2, color: "0000ff" }, { at: 1, color: "ffffff" }] }, [9, 9, 255]],
    [
      "before the first and after the last",
      {
        op: "tone",
        stops: [
          { at: 0.5, color: "102030" },
          { at: 0.6, color: "ffffff" },
        ],
      },
      [16, 32, 48],
    ],
    ["a share of it", { op: "tone", stops: [black, { at: 1, color: "ffffff" }], amount: 0.5 }, [79, 54, 39]],
    [
      "a translucent end",
      {
        op: "tone",
        stops: [
          { at: 0, color: "ff000000" },
          { at: 1, color: "00ff00ff" },
        ],
      },
      [0, 255, 0, 58],
    ],
  ])("%s", async (_, step, expected) => {
    near(await after(brown, step), expected);
  });

  test("equalize spreads the picture over the whole gradient", async () => {
    const bytes = await row([100, 100, 100], [110, 110, 110], [120, 120, 120]);
    const step = { op: "tone", stops: [black, { at: 1, color: "ff0000" }], equalize: true } as const;
    const result = await rowAfter(bytes, step);
    near(
      result.map(([red = 0]) => red),
      [0, 128, 255],
    );
    near(
      (await rowAfter(bytes, { ...step, amount: 0.5 })).map(([red = 0]) => red),
      [50, 119, 188],
    );
  });
});

test("vignette darkens the corners by its amount and leaves the middle", async () => {
  const bytes = await sharp({ create: { width: 41, height: 21, channels: 3, background: "#c86432" } })
    .png()
    .toBuffer();
  const { at } = await pixels((await rendered(bytes, [{ op: "vignette", amount: 0.5 }])).bytes);
  near(at(20, 10), [200, 100, 50]);
  for (const [x, y] of [
    [0, 0],
    [40, 0],
    [0, 20],
    [40, 20],
  ] as const)
    near(at(x, y), [100, 50, 25]);
  near(at(40, 10), [175, 88, 44]); // half the square of the distance: an eighth darker
});

const all: readonly StepInput[] = [
  { op: "adjust", exposure: 0.5, contrast: 2, hue: 90, vibrance: 1, lightness: 5, gamma: 0.5 },
  { op: "linear", factor: [2] },
  { op: "recolor", matrix: [1, 1, 0, 0, 1, 0, 0, 0, 1] },
  { op: "filter", name: "grayscale", amount: 0.5 },
  { op: "filter", name: "negate" },
  { op: "filter", name: "tint", color: "f00" },
  { op: "filter", name: "colorize", color: "f00", amount: 0.5 },
  { op: "filter", name: "threshold", level: 100 },
  { op: "filter", name: "normalise" },
  { op: "filter", name: "enhance" },
  { op: "filter", name: "equalise", amount: 0.5 },
  {
    op: "tone",
    stops: [
      { at: 0, color: "004" },
      { at: 1, color: "fec" },
    ],
  },
  { op: "vignette", amount: 0.5 },
];

test.each(all)("%o leaves transparency alone, and is the same with it as without", async (step) => {
  const opaque = await scene(20, 20).png().toBuffer();
  const alpha = await sharp(opaque).ensureAlpha().png().toBuffer();
  const [one, other] = [await rendered(opaque, [step]), await rendered(alpha, [step])];
  expect((await pixels(one.bytes)).data.equals((await pixels(other.bytes)).data)).toBe(true);
  const clear = await scene(20, 20, { alpha: true }).png().toBuffer();
  const [before, after_] = [await pixels(clear), await pixels((await rendered(clear, [step])).bytes)];
  for (let at = 3; at < before.data.length; at += 4) expect(after_.data[at]).toBe(before.data[at]);
});

test.each(all)("%o paints a grey picture as it paints the same one in colours", async (step) => {
  const one = await scene(20, 20).toColourspace("b-w").png().toBuffer();
  const other = await sharp(one).toColourspace("srgb").png().toBuffer();
  expect((await sharp(one).metadata()).channels).toBe(1);
  const [a, b] = [await rendered(one, [step]), await rendered(other, [step])];
  expect((await pixels(a.bytes)).data.equals((await pixels(b.bytes)).data)).toBe(true);
});

test("EXIF outlives strokes that sharp has no place for", async () => {
  const bytes = await scene(40, 30)
    .withExif({ IFD0: { Copyright: "Ann" } })
    .jpeg()
    .toBuffer();
  const steps: StepInput[] = [
    { op: "adjust", saturation: 0.5 },
    { op: "pixelate", size: 5 },
    { op: "rotate", degrees: 90 },
    { op: "look", name: "sewen" },
  ];
  const kept = await rendered(bytes, steps, { format: "jpeg", metadata: "keep" });
  const { exif, width, hasAlpha } = await sharp(kept.bytes).metadata();
  expect(exif?.toString("latin1")).toContain("Ann");
  expect({ width, hasAlpha }).toEqual({ width: 30, hasAlpha: false });
  const plain = await rendered(bytes, steps, { format: "jpeg" });
  expect((await pixels(kept.bytes)).data.equals((await pixels(plain.bytes)).data)).toBe(true);
});
