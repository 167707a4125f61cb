/** What lies on what, worked out by hand. */
import type { Source, StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { checkFrames, frameSizes } from "../../src/pipeline/frames.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { factsFor, jobFor, oriented, pixels, plain, rendered, scene } from "./pictures.ts";

const mark: Source = { kind: "name", names: ["mark.png"] };
const red = [255, 0, 0, 255];
const grey = [128, 128, 128, 255];
const clear = [0, 0, 0, 0];

const base = await plain(40, 20).png().toBuffer();
/** 8x4, red, its left half half transparent. */
const half = await sharp(
  Buffer.from(Array.from({ length: 32 }, (_, index) => [255, 0, 0, index % 8 < 4 ? 128 : 255]).flat()),
  { raw: { width: 8, height: 4, channels: 4 } },
)
  .png()
  .toBuffer();
const solid = await sharp({ create: { width: 8, height: 4, channels: 3, background: "#ff0000" } })
  .png()
  .toBuffer();

/** Half transparent. */
const blue = await sharp({
  create: { width: 10, height: 10, channels: 4, background: { r: 0, g: 0, b: 200, alpha: 128 / 255 } },
})
  .png()
  .toBuffer();

type Given = Partial<Extract<StepInput, { op: "overlay" }>>;
const over = (given: Given): StepInput => ({ op: "overlay", layer: mark, ...given });

async function laid(
  given: Given | StepInput[],
  { on = base, layer = solid }: { on?: Buffer; layer?: Buffer } = {},
): Promise<Awaited<ReturnType<typeof pixels>>> {
  const steps = Array.isArray(given) ? given : [over(given)];
  const result = await rendered(on, steps, { format: "png" }, defaultPixelLimits, new Map([[mark, layer]]));
  const facts = new Map([["name:[mark.png]", await factsFor(layer)]]);
  const job = await jobFor(on, steps, { format: "png" });
  expect(frameSizes(job.steps, job.image, facts).at(-1)).toEqual({ width: result.width, height: result.height });
  return pixels(result.bytes);
}

/** The box of all pixels that are not the background. */
function boxOf({ at, width, height }: Awaited<ReturnType<typeof pixels>>, ground: number[]): number[] {
  let [left, top, right, bottom] = [width, height, 0, 0];
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1)
      if (at(x, y).join() !== ground.join())
        [left, top, right, bottom] = [
          Math.min(left, x),
          Math.min(top, y),
          Math.max(right, x + 1),
          Math.max(bottom, y + 1),
        ];
  return [left, top, right, bottom];
}

describe("places", () => {
  test.each<[string, Given, number[]]>([
    ["the middle", {}, [16, 8, 24, 12]],
    ["from the middle to the right and down", { x: 3, y: -2 }, [19, 6, 27, 10]],
    ["inwards from a corner", { anchor: { kind: "named", at: "bottom-right" }, x: 3, y: 2 }, [29, 14, 37, 18]],
    ["outwards from a corner", { anchor: { kind: "named", at: "top-left" }, x: -3, y: -2 }, [0, 0, 5, 2]],
    ["from one edge", { anchor: { kind: "named", at: "right" }, x: 5, y: 1 }, [27, 9, 35, 13]],
    [
      "shares of the picture",
      { anchor: { kind: "named", at: "top" }, x: { fraction: 0.1 }, y: { fraction: 0.1 } },
      [20, 2, 28, 6],
    ],
    ["an offset", { anchor: { kind: "offset", x: 30, y: 10 } }, [30, 10, 38, 14]],
    ["over the edge", { anchor: { kind: "offset", x: 36, y: 18 } }, [36, 18, 40, 20]],
    ["a width", { width: 16 }, [12, 6, 28, 14]],
    ["a share of the width", { width: { fraction: 0.5 } }, [10, 5, 30, 15]],
    ["a box", { width: 20, height: 8 }, [12, 6, 28, 14]],
    ["a box by force", { width: 20, height: 8, fit: "force" }, [10, 6, 30, 14]],
    ["a box covered", { width: 10, height: 10, fit: "cover" }, [15, 5, 25, 15]],
    ["larger than the picture", { width: 400 }, [0, 0, 40, 20]],
    ["its own steps", { steps: [{ op: "rotate", degrees: 90 }] as never }, [18, 6, 22, 14]],
    ["repeated across", { repeat: "x" }, [0, 8, 40, 12]],
    ["repeated down", { repeat: "y" }, [16, 0, 24, 20]],
    ["repeated over all", { repeat: "both", anchor: { kind: "offset", x: -5, y: 3 } }, [0, 0, 40, 20]],
  ])("%s", async (_, given, expected) => {
    const out = await laid(given);
    expect(boxOf(out, grey)).toEqual(expected);
    const [left = 0, top = 0] = expected;
    expect(out.at(left, top)).toEqual(red);
  });

  test("wholly outside, nothing is seen of it", async () => {
    const out = await laid({ anchor: { kind: "offset", x: 100, y: 0 } });
    expect(boxOf(out, grey)).toEqual([40, 20, 0, 0]);
  });

  test("a repeated layer goes on from where it stands, to both sides", async () => {
    const tile = await sharp(Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255]), {
      raw: { width: 3, height: 1, channels: 3 },
    })
      .png()
      .toBuffer();
    const { at } = await laid({ repeat: "x", anchor: { kind: "offset", x: 20, y: 5 } }, { layer: tile });
    for (let x = 0; x < 40; x += 1) {
      const expected = [0, 0, 0, 255];
      expected[(((x - 20) % 3) + 3) % 3] = 255;
      expect(at(x, 5)).toEqual(expected);
    }
    expect(at(20, 4)).toEqual(grey);
  });

  test("a canvas grows with transparency, and both keep their places", async () => {
    const out = await laid({ overflow: "grow", anchor: { kind: "offset", x: -4, y: 18 } });
    expect([out.width, out.height]).toEqual([44, 22]);
    expect([out.at(0, 17), out.at(0, 18), out.at(4, 0), out.at(7, 19), out.at(8, 19)]).toEqual([
      clear,
      red,
      grey,
      red,
      grey,
    ]);
    expect([out.at(7, 21), out.at(8, 21), out.at(43, 21)]).toEqual([red, clear, clear]);
  });
});

describe("mixing", () => {
  test("transparency of the layer", async () => {
    const { at } = await laid({ anchor: { kind: "offset", x: 0, y: 0 } }, { layer: half });
    expect(at(0, 0)).toEqual([192, 64, 64, 255]); // 255 * 128/255 + 128 * 127/255
    expect(at(4, 0)).toEqual(red);
  });

  test("an opacity fades all of it", async () => {
    const { at } = await laid({ anchor: { kind: "offset", x: 0, y: 0 }, opacity: 0.5 }, { layer: half });
    expect(at(4, 0)).toEqual([192, 64, 64, 255]);
    expect(at(0, 0)).toEqual([160, 96, 96, 255]); // a quarter of red
  });

  test("on a half transparent picture colours mix by their weight", async () => {
    const { at } = await laid({ anchor: { kind: "offset", x: 0, y: 0 } }, { on: blue, layer: half });
    // Alpha 1 - 127/255 squared = 0.752; red weighs 128, blue 128 * 127/255.
    expect(at(0, 0)).toEqual([170, 0, 66, 192]);
    expect(at(9, 9)).toEqual([0, 0, 200, 128]);
  });

  test("under the picture", async () => {
    const { at } = await laid({ anchor: { kind: "offset", x: 0, y: 0 }, under: true }, { on: blue, layer: solid });
    expect(at(0, 0)).toEqual([127, 0, 100, 255]);
    expect(at(9, 9)).toEqual([0, 0, 200, 128]);
  });

  test.each<[Given["blend"] & string, number[], number[]]>([
    ["over", [200, 100, 50, 255], grey],
    ["multiply", [100, 50, 25, 255], grey],
    ["screen", [228, 178, 153, 255], grey],
    ["darken", [128, 100, 50, 255], grey],
    ["lighten", [200, 128, 128, 255], grey],
    ["difference", [72, 28, 78, 255], grey],
    ["hard-light", [201, 100, 50, 255], grey],
    ["overlay", [200, 101, 51, 255], grey],
    ["add", [255, 228, 178, 255], grey],
    ["atop", [200, 100, 50, 255], grey],
    ["in", [200, 100, 50, 255], clear],
    ["out", clear, clear],
    ["xor", clear, grey],
    ["cut", grey, clear],
  ])("%s", async (blend, inside, outside) => {
    const layer = await sharp({ create: { width: 8, height: 4, channels: 3, background: "#c86432" } })
      .png()
      .toBuffer();
    const { at } = await laid({ blend, anchor: { kind: "offset", x: 0, y: 0 } }, { layer });
    for (const channel of [0, 1, 2, 3])
      expect(Math.abs((at(2, 2)[channel] ?? 0) - (inside[channel] ?? 0))).toBeLessThanOrEqual(1);
    expect(at(20, 10)).toEqual(outside);
  });

  test("a soft edge scaled down has no dark fringe", async () => {
    const disc = await sharp(
      Buffer.from(
        Array.from({ length: 400 }, (_, index) => {
          const inside = Math.hypot((index % 20) - 9.5, Math.floor(index / 20) - 9.5) < 9;
          return inside ? [255, 255, 255, 255] : [0, 0, 0, 0];
        }).flat(),
      ),
      { raw: { width: 20, height: 20, channels: 4 } },
    )
      .png()
      .toBuffer();
    const white = await plain(20, 20, "#ffffff").png().toBuffer();
    const { data } = await laid({ width: 7 }, { on: white, layer: disc });
    expect(Math.min(...data)).toBeGreaterThanOrEqual(254); // libvips cuts fractions off where it scales
  });
});

describe("other layers", () => {
  test("the picture itself, as it came in, turned upright", async () => {
    const bytes = await oriented(60, 40, 6);
    const self = [over({ layer: { kind: "self" }, width: 20, anchor: { kind: "offset", x: 0, y: 0 } })];
    const out = await laid([{ op: "orient" }, { op: "linear", factor: [0], offset: [0] }, ...self], { on: bytes });
    const expected = await pixels(await sharp(bytes).autoOrient().resize(20, 30).png().toBuffer());
    for (const [x, y] of [
      [2, 2],
      [17, 3],
      [10, 15],
      [3, 27],
    ] as const)
      for (const channel of [0, 1, 2])
        expect(Math.abs((out.at(x, y)[channel] ?? 0) - (expected.at(x, y)[channel] ?? 0))).toBeLessThan(12);
    expect(out.at(30, 30)).toEqual([0, 0, 0, 255]);
  });

  test("a colour, in pixels and shares", async () => {
    const layer = { kind: "color", color: "0000ff80", width: { fraction: 0.5 }, height: 4 } as const;
    const out = await laid({ layer: layer as never, anchor: { kind: "named", at: "top-left" } });
    expect(boxOf(out, grey)).toEqual([0, 0, 20, 4]);
    expect(out.at(0, 0)).toEqual([64, 64, 192, 255]);
  });

  test("a layer with EXIF is upright, and only the first frame of an animation is laid on", async () => {
    const tall = await laid({ overflow: "grow" }, { layer: await oriented(60, 40, 6) });
    expect([tall.width, tall.height]).toEqual([40, 60]);
    const frames = await sharp([solid, half], { join: { animated: true } })
      .webp({ lossless: true })
      .toBuffer();
    expect(boxOf(await laid({}, { layer: frames }), grey)).toEqual([16, 8, 24, 12]);
  });

  test("grey, 16-bit and CMYK layers become sRGB", async () => {
    const gray = await plain(4, 4, "#404040").greyscale().png().toBuffer();
    expect((await laid({}, { layer: gray })).at(20, 10)).toEqual([64, 64, 64, 255]);
    const deep = await sharp(solid).toColourspace("rgb16").png().toBuffer();
    expect((await laid({}, { layer: deep })).at(20, 10)).toEqual(red);
    const ink = await sharp(solid).toColourspace("cmyk").jpeg({ quality: 100 }).toBuffer();
    const [r = 0, g = 255] = (await laid({}, { layer: ink })).at(20, 10);
    expect([r > 200, g < 60]).toEqual([true, true]);
  });

  test("steps after an overlay see it", async () => {
    const out = await laid([
      over({ anchor: { kind: "named", at: "left" } }),
      { op: "flip", horizontal: true },
      { op: "resize", width: 20 },
    ]);
    expect(boxOf(out, grey).at(2)).toBe(20);
  });

  test("five overlays", async () => {
    const steps = [0, 8, 16, 24, 32].map((x) => over({ anchor: { kind: "offset", x, y: 0 } }));
    expect(boxOf(await laid(steps), grey)).toEqual([0, 0, 40, 4]);
  });

  test("EXIF is kept, where it is, beside an overlay", async () => {
    const bytes = await scene(60, 40)
      .withExif({ IFD0: { Artist: "Ada" } })
      .jpeg()
      .toBuffer();
    const result = await rendered(
      bytes,
      [over({})],
      { format: "jpeg", metadata: "keep" },
      defaultPixelLimits,
      new Map([[mark, solid]]),
    );
    expect((await sharp(result.bytes).metadata()).exif?.toString("latin1")).toContain("Ada");
  });
});

const job = await jobFor(base, [over({})], { format: "png" });
const facts = await factsFor(solid);

describe("refusals", () => {
  const check = async (given: Given, image = facts): Promise<void> => {
    const { steps } = await jobFor(base, [over(given)], { format: "png" });
    checkFrames(steps, job.image, defaultPixelLimits, 1, new Map([["name:[mark.png]", image]]));
  };

  test("a layer of which nothing is known is our own fault", () => {
    expect(() => frameSizes(job.steps, job.image)).toThrow(expect.objectContaining({ code: "INTERNAL" }));
  });

  test.each<[string, Given, string, object?]>([
    ["a layer that is too large itself", {}, "IMAGE_TOO_LARGE", { width: 60_000, height: 60_000 }],
    ["one that is made too large", { width: 9000 }, "PLAN_TOO_LARGE"],
    [
      "one far too large",
      {
        height: { fraction: 10 },
        width: { fraction: 10 },
        fit: "force",
        steps: [{ op: "extend", left: 8192 }] as never,
      },
      "PLAN_TOO_LARGE",
    ],
    [
      "one whose own steps make it too large for a moment",
      {
        steps: [
          { op: "extend", top: 8190 },
          { op: "resize", width: 5 },
        ] as never,
      },
      "PLAN_TOO_LARGE",
    ],
    [
      "a colour that is too large",
      { layer: { kind: "color", color: "ff0000", width: 9000, height: 1 } as never },
      "PLAN_TOO_LARGE",
    ],
    ["a canvas that grows too large", { overflow: "grow", x: 9000 }, "PLAN_TOO_LARGE"],
    [
      "a place to be detected",
      { anchor: { kind: "detect", by: ["face"], otherwise: "center" } },
      "OPERATION_UNSUPPORTED",
    ],
    ["frames of a layer", { steps: [{ op: "frames", first: 2 }] as never }, "OPERATION_UNSUPPORTED"],
    ["own steps that cannot be done", { steps: [{ op: "segment" }] as never }, "OPERATION_UNSUPPORTED"],
    [
      "an own crop wholly outside",
      { steps: [{ op: "crop", x: 100, y: 0, width: 5, height: 5 }] as never },
      "PLAN_INVALID",
    ],
  ])("%s", async (_, given, code, image = {}) => {
    await expect(check(given, { ...facts, ...image })).rejects.toThrow(expect.objectContaining({ code }));
  });

  test("a layer's own header counts, not what was known of it", async () => {
    const limits = { ...defaultPixelLimits, inputPixels: 1000 };
    const big = await plain(50, 50).png().toBuffer();
    await expect(rendered(base, [over({})], { format: "png" }, limits, new Map([[mark, big]]))).rejects.toThrow(
      expect.objectContaining({ code: "IMAGE_TOO_LARGE" }),
    );
    const broken = Buffer.concat([solid.subarray(0, 40), Buffer.alloc(40)]);
    const layers = new Map([[mark, solid]]);
    const { renderPicture } = await import("../../src/pipeline/render.ts");
    const honest = await jobFor(base, [over({})], { format: "png" }, layers);
    await expect(renderPicture(honest, base, defaultPixelLimits, [broken])).rejects.toThrow(
      expect.objectContaining({ code: "IMAGE_UNREADABLE" }),
    );
    await expect(renderPicture(honest, base, defaultPixelLimits, [])).rejects.toThrow(
      expect.objectContaining({ code: "IMAGE_UNREADABLE" }),
    );
  });
});
