/** What each operation does to pixels, looked at where it shows. */
import type { Anchor, StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { distance, oriented, pixels, plain, rendered, scene } from "./pictures.ts";

const red = [255, 0, 0, 255];
const green = [0, 255, 0, 255];
const blue = [0, 0, 255, 255];
const white = [255, 255, 255, 255];

/** 40x20: red and green above, blue and white below. */
async function quarters(): Promise<Buffer> {
  const data = Buffer.alloc(40 * 20 * 4);
  for (let y = 0; y < 20; y += 1)
    for (let x = 0; x < 40; x += 1) data.set(y < 10 ? (x < 20 ? red : green) : x < 20 ? blue : white, (y * 40 + x) * 4);
  return sharp(data, { raw: { width: 40, height: 20, channels: 4 } })
    .removeAlpha()
    .png()
    .toBuffer();
}
const source = await quarters();

/** The colours in the corners: top left, top right, bottom left, bottom right. */
async function corners(bytes: Buffer): Promise<number[][]> {
  const { at, width, height } = await pixels(bytes);
  return [at(1, 1), at(width - 2, 1), at(1, height - 2), at(width - 2, height - 2)];
}
const cornersAfter = async (...steps: StepInput[]): Promise<number[][]> =>
  corners((await rendered(source, steps)).bytes);

describe("mirrors and turns", () => {
  test.each<[string, StepInput, number[][]]>([
    ["a quarter turn is clockwise", { op: "rotate", degrees: 90 }, [blue, red, white, green]],
    ["half a turn", { op: "rotate", degrees: 180 }, [white, blue, green, red]],
    ["three quarters", { op: "rotate", degrees: 270 }, [green, white, red, blue]],
    ["horizontal swaps left and right", { op: "flip", horizontal: true }, [green, red, white, blue]],
    ["vertical swaps top and bottom", { op: "flip", vertical: true }, [blue, white, red, green]],
    ["both", { op: "flip", horizontal: true, vertical: true }, [white, blue, green, red]],
  ])("%s", async (_, step, expected) => {
    expect(await cornersAfter(step)).toEqual(expected);
  });

  test("a small turn goes clockwise, too, and fills its corners", async () => {
    const { at, width, height } = await pixels(
      (await rendered(source, [{ op: "rotate", degrees: 30, background: "ff00ff" }])).bytes,
    );
    expect([width, height]).toEqual([45, 37]); // 40 cos 30 + 20 sin 30 = 44.6; 40 sin 30 + 20 cos 30 = 37.3
    expect([at(0, 0), at(width - 1, 0)]).toEqual([
      [255, 0, 255, 255],
      [255, 0, 255, 255],
    ]);
    expect(at(12, 8)).toEqual(red); // the picture's top left corner went to the right
  });

  test.each([1, 2, 3, 4, 5, 6, 7, 8])(
    "EXIF orientation %i comes out as sharp's own autoOrient",
    async (orientation) => {
      const bytes = await oriented(60, 40, orientation);
      const ours = await rendered(bytes, [{ op: "orient" }]);
      expect((await distance(ours.bytes, await sharp(bytes).autoOrient().png().toBuffer())).mean).toBe(0);
      for (const metadata of ["none", "keep"] as const) {
        const kept = await rendered(
          bytes,
          [{ op: "orient" }, { op: "crop", aspect: [1, 1] }, { op: "resize", width: 20 }],
          { format: "png", metadata },
        );
        const untouched = await rendered(bytes, [{ op: "resize", width: 30 }], { format: "png", metadata });
        expect(
          (
            await distance(
              kept.bytes,
              (
                await rendered(ours.bytes, [
                  { op: "crop", aspect: [1, 1] },
                  { op: "resize", width: 20 },
                ])
              ).bytes,
            )
          ).mean,
        ).toBeLessThan(1);
        expect(
          (await distance(untouched.bytes, await sharp(bytes).resize(30, 20, { fit: "fill" }).png().toBuffer())).mean,
        ).toBeLessThan(1);
      }
    },
  );
});

describe("crop", () => {
  test.each<[string, StepInput, number[][]]>([
    ["at a place", { op: "crop", x: 20, y: 10, width: 20, height: 10 }, [white, white, white, white]],
    [
      "by fractions",
      { op: "crop", x: { fraction: 0.5 }, y: { fraction: 0 }, width: { fraction: 0.5 }, height: { fraction: 0.5 } },
      [green, green, green, green],
    ],
    ["around the middle", { op: "crop", width: 20, height: 10 }, [red, green, blue, white]],
    [
      "from a negative place",
      { op: "crop", x: -10, y: -5, width: 20, height: 10, outside: "ff00ff" },
      [[255, 0, 255, 255], [255, 0, 255, 255], [255, 0, 255, 255], red],
    ],
    [
      "wholly outside",
      { op: "crop", x: 100, y: 100, width: 20, height: 10, outside: "00ff00" },
      [green, green, green, green],
    ],
  ])("%s", async (_, step, expected) => {
    expect(await cornersAfter(step)).toEqual(expected);
  });
});

describe("anchors", () => {
  const named = (at: "top-left" | "bottom-right" | "left"): Anchor => ({ kind: "named", at });
  test.each<[Anchor, number[][]]>([
    [named("top-left"), [red, red, red, red]],
    [named("bottom-right"), [white, white, white, white]],
    [named("left"), [red, red, blue, blue]],
    [{ kind: "point", x: 1, y: 0, align: "relative" }, [green, green, green, green]],
    [{ kind: "point", x: 0.5, y: 0.5, align: "center" }, [red, green, blue, white]],
    [{ kind: "point", x: 0, y: 1, align: "center" }, [blue, blue, blue, blue]],
    [{ kind: "offset", x: 25, y: 2 }, [green, green, green, green]],
  ])("%o crops, and covers", async (anchor, expected) => {
    const [width, height] = anchor.kind === "offset" ? [8, 6] : [10, 8];
    expect(await cornersAfter({ op: "crop", width, height, anchor })).toEqual(expected);
    // The same part, four times as large: seen in a picture whose box covers it exactly.
    expect(
      await corners(
        (
          await rendered(source, [
            { op: "crop", width, height, anchor },
            { op: "resize", width: width * 4, enlarge: "allow", kernel: "nearest" },
          ])
        ).bytes,
      ),
    ).toEqual(expected);
  });

  test("cover keeps the anchored part", async () => {
    for (const [at, expected] of [
      ["left", [red, red, blue, blue]],
      ["right", [green, green, white, white]],
    ] as const)
      expect(
        await cornersAfter({ op: "resize", width: 10, height: 20, mode: "cover", anchor: { kind: "named", at } }),
      ).toEqual(expected);
  });

  test.each(["saliency", "entropy"] as const)("%s finds the only thing there is", async (by) => {
    const data = Buffer.alloc(200 * 100 * 3, 200);
    for (let y = 30; y < 70; y += 1)
      for (let x = 150; x < 190; x += 1) data.set((x + y) % 6 < 3 ? [220, 30, 30] : [255, 230, 40], (y * 200 + x) * 3);
    const bytes = await sharp(data, { raw: { width: 200, height: 100, channels: 3 } })
      .png()
      .toBuffer();
    const anchor: Anchor = { kind: "detect", by: ["face", by], otherwise: "left" };
    for (const step of [
      { op: "crop", width: 60, height: 60, anchor },
      { op: "resize", width: 60, height: 60, mode: "cover", anchor },
    ] as const) {
      const result = await rendered(bytes, [step]);
      const { channels } = await sharp(result.bytes).stats();
      expect(result).toMatchObject({ width: 60, height: 60 });
      expect(channels[2]?.mean).toBeLessThan(step.op === "crop" ? 150 : 190); // much of it is not grey
    }
  });
});

describe("canvas", () => {
  test.each([
    ["color", [255, 0, 255, 255]],
    ["copy", red],
    ["repeat", white],
    ["mirror", red],
  ] as const)("extend by %s", async (fill, expected) => {
    const { at } = await pixels(
      (await rendered(source, [{ op: "extend", left: 5, top: 5, fill, color: "ff00ff" }])).bytes,
    );
    expect(at(1, 1)).toEqual(expected);
    expect(at(6, 6)).toEqual(red);
  });

  test("pad fills around the anchored picture, with transparency where asked", async () => {
    const { at, width, height } = await pixels(
      (
        await rendered(source, [
          {
            op: "resize",
            width: 40,
            height: 40,
            mode: "pad",
            background: "00000000",
            anchor: { kind: "named", at: "top" },
          },
        ])
      ).bytes,
    );
    expect([width, height]).toEqual([40, 40]);
    expect(at(1, 1)).toEqual(red);
    expect(at(1, 38)[3]).toBe(0);
  });

  test("flatten puts a colour behind", async () => {
    const clear = await sharp({
      create: { width: 4, height: 4, channels: 4, background: { r: 0, g: 0, b: 0, alpha: 0 } },
    })
      .png()
      .toBuffer();
    expect((await pixels((await rendered(clear, [{ op: "flatten", color: "00ff00" }])).bytes)).at(1, 1)).toEqual(green);
  });
});

describe("trim", () => {
  const framed = sharp(source, {})
    .extend({ top: 7, bottom: 9, left: 11, right: 13, background: "#336699" })
    .png()
    .toBuffer();
  test("cuts the border away", async () => {
    expect(await rendered(await framed, [{ op: "trim" }])).toMatchObject({ width: 40, height: 20 });
    expect(await rendered(await framed, [{ op: "trim", keep: 3 }])).toMatchObject({ width: 46, height: 26 });
    expect(await rendered(await framed, [{ op: "trim", color: "336699" }])).toMatchObject({ width: 40, height: 20 });
    expect(await rendered(await framed, [{ op: "trim", color: "ff00ff" }])).toMatchObject({ width: 64, height: 36 });
  });
  test("later steps see the trimmed size", async () => {
    expect(
      await rendered(await framed, [
        { op: "trim" },
        { op: "crop", width: { fraction: 0.5 }, height: { fraction: 0.5 } },
      ]),
    ).toMatchObject({ width: 20, height: 10 });
  });
  test("one colour is left alone", async () => {
    expect(await rendered(await plain(30, 20).png().toBuffer(), [{ op: "trim" }])).toMatchObject({
      width: 30,
      height: 20,
    });
  });
  test("the limit counts again for the real size", async () => {
    const thin = await plain(900, 2).extend({ top: 400, bottom: 400, background: "#fff" }).png().toBuffer();
    const steps: StepInput[] = [{ op: "trim" }, { op: "resize", height: 100, enlarge: "allow" }];
    await expect(rendered(thin, steps)).rejects.toThrow(expect.objectContaining({ code: "PLAN_TOO_LARGE" }));
  });
});

describe("colours", () => {
  const colorAfter = async (color: string, ...steps: StepInput[]): Promise<number[]> =>
    (await pixels((await rendered(await plain(8, 8, `#${color}`).png().toBuffer(), steps)).bytes)).at(4, 4).slice(0, 3);

  // By hand, from the CSS functions of the same names.
  test.each<[string, StepInput, number[]]>([
    ["brightness", { op: "adjust", brightness: 1.5 }, [150, 75, 30]],
    ["contrast", { op: "adjust", contrast: 0.5 }, [114, 89, 74]],
    ["no saturation", { op: "adjust", saturation: 0 }, [58, 58, 58]],
    ["hue, half around", { op: "adjust", hue: 180 }, [17, 67, 97]],
    ["gamma lightens the middle", { op: "adjust", gamma: 2.2 }, [167, 121, 80]],
    ["gamma darkens the middle", { op: "adjust", gamma: 0.5 }, [39, 10, 2]],
    ["a steep gamma", { op: "adjust", gamma: 10 }, [232, 217, 198]],
    ["grayscale", { op: "filter", name: "grayscale" }, [58, 58, 58]],
    ["negate", { op: "filter", name: "negate" }, [155, 205, 235]],
    ["sepia", { op: "filter", name: "sepia" }, [82, 73, 57]],
    ["threshold below", { op: "filter", name: "threshold", level: 59 }, [0, 0, 0]],
    ["threshold at", { op: "filter", name: "threshold", level: 58 }, [255, 255, 255]],
  ])("%s", async (_, step, expected) => {
    const result = await colorAfter("643214", step); // 100, 50, 20
    for (const [index, value] of expected.entries())
      expect(Math.abs((result[index] ?? 0) - value), result.join()).toBeLessThanOrEqual(2);
  });

  test("transparency is left alone", async () => {
    const bytes = await scene(20, 20, { alpha: true }).png().toBuffer();
    const before = await pixels(bytes);
    for (const step of [
      { op: "adjust", contrast: 2, gamma: 0.5, hue: 90 },
      { op: "filter", name: "negate" },
      { op: "filter", name: "threshold", level: 100 },
      { op: "filter", name: "tint", color: "f00" },
      { op: "filter", name: "normalise" },
    ] as const) {
      const after = await pixels((await rendered(bytes, [step])).bytes);
      for (const [x, y] of [
        [1, 1],
        [10, 5],
        [3, 15],
      ] as const)
        expect(after.at(x, y)[3]).toBe(before.at(x, y)[3]);
    }
  });

  test("normalise stretches, tint colours", async () => {
    const pale = await scene(60, 60).linear(0.3, 90).png().toBuffer();
    const spread = async (bytes: Buffer): Promise<number> =>
      (await sharp(bytes).grayscale().stats()).channels[0]?.stdev ?? 0;
    expect(await spread((await rendered(pale, [{ op: "filter", name: "normalise" }])).bytes)).toBeGreaterThan(
      1.5 * (await spread(pale)),
    );
    const [r = 0, g = 0, b = 0] = await colorAfter("808080", { op: "filter", name: "tint", color: "ff8000" });
    expect([r > g, g > b]).toEqual([true, true]);
  });
});

describe("blur and sharpen", () => {
  const spreadAfter = async (bytes: Buffer, ...steps: StepInput[]): Promise<number> =>
    (await sharp((await rendered(bytes, steps)).bytes).stats()).channels[0]?.stdev ?? 0;

  test("a wide blur is the same wherever its short cut begins", async () => {
    const bytes = await scene(300, 200).png().toBuffer();
    const [near, far] = [
      await rendered(bytes, [{ op: "blur", sigma: 16 }]),
      await rendered(bytes, [{ op: "blur", sigma: 16.1 }]),
    ];
    expect((await distance(near.bytes, far.bytes)).mean).toBeLessThan(4);
    expect(await spreadAfter(bytes, { op: "blur", sigma: 1000 })).toBeLessThan(2);
  });

  test("sharpen steepens edges, by its amount, and leaves flat parts", async () => {
    const bytes = await scene(120, 90).blur(0.6).png().toBuffer();
    const edge = async (amount: number): Promise<number> =>
      (await distance((await rendered(bytes, [{ op: "sharpen", amount }])).bytes, bytes)).mean;
    const [one, two] = [await edge(1), await edge(2)];
    expect(one).toBeGreaterThan(0.1);
    expect(two / one).toBeGreaterThan(1.4);
    const flat = await plain(30, 30).png().toBuffer();
    expect((await distance((await rendered(flat, [{ op: "sharpen", amount: 10 }])).bytes, flat)).mean).toBe(0);
  });
});

describe("opacity", () => {
  test("multiplies transparency, of grey pictures too, and JPEG gets its background", async () => {
    const grey = await sharp(source).greyscale().png().toBuffer();
    for (const bytes of [source, grey]) {
      const { at } = await pixels((await rendered(bytes, [{ op: "opacity", amount: 0.5 }])).bytes);
      expect(at(1, 1)[3]).toBe(128);
    }
    const { at } = await pixels((await rendered(source, [{ op: "opacity", amount: 0 }], { format: "jpeg" })).bytes);
    expect(at(1, 1)).toEqual(white);
  });
});
