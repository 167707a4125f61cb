/** Every operation on colours, neighbours and parts, on pictures that are not the usual ones. */
import type { StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { distance, pixels, rendered, scene } from "./pictures.ts";

const box = { within: "box", x: 0, y: 0, width: 2, height: 1 } as const;
const steps: readonly StepInput[] = [
  { op: "adjust", exposure: 0.3, brightness: 1.1, saturation: 1.2, hue: 20, vibrance: 0.2, warmth: 0.4, lightness: 3 },
  { op: "linear", factor: [1.1, 1, 0.9], offset: [5] },
  { op: "recolor", matrix: [0.5, 0.5, 0, 0, 1, 0, 0.2, 0, 0.8] },
  { op: "recolor", matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0.5] },
  { op: "filter", name: "tint", color: "369", amount: 0.7 },
  { op: "filter", name: "threshold", level: 90 },
  { op: "filter", name: "normalise" },
  { op: "filter", name: "enhance" },
  { op: "filter", name: "equalise" },
  {
    op: "tone",
    stops: [
      { at: 0, color: "00000000" },
      { at: 1, color: "ffffffff" },
    ],
    equalize: true,
  },
  { op: "look", name: "lavra", amount: -0.5 },
  { op: "vignette", amount: 0.7 },
  { op: "blur", sigma: 2, amount: -1 },
  { op: "blur", sigma: 40, ...box },
  { op: "pixelate", size: 4 },
  { op: "pixelate", size: 2, ...box },
  { op: "sharpen", amount: 2, flat: 1, threshold: 1, maxBrighten: 9, maxDarken: 9 },
  { op: "transparent", tolerance: 20 },
  { op: "shear", x: 30, y: -10 },
];

const odd: readonly [string, () => Promise<Buffer>][] = [
  ["one pixel", () => scene(1, 1).png().toBuffer()],
  ["one row", () => scene(9, 1, { alpha: true }).png().toBuffer()],
  ["one column", () => scene(1, 9).png().toBuffer()],
  ["grey with transparency", () => scene(9, 7, { alpha: true }).toColourspace("b-w").png().toBuffer()],
  ["16 bits a channel", () => scene(9, 7).toColourspace("rgb16").png().toBuffer()],
  ["16 bits of grey", () => scene(9, 7).toColourspace("grey16").png().toBuffer()],
  ["a palette", () => scene(9, 7).png({ palette: true, colours: 16 }).toBuffer()],
  ["CMYK", () => scene(9, 7).toColourspace("cmyk").jpeg().toBuffer()],
];

describe.each(odd)("%s", (_, make) => {
  test.each(steps)("%o", async (step) => {
    const bytes = await make();
    const usual = await sharp(bytes).toColourspace("srgb").png({ palette: false }).toBuffer();
    const [one, other] = [await rendered(bytes, [step]), await rendered(usual, [step])];
    expect((await distance(one.bytes, other.bytes)).mean, JSON.stringify(step)).toBeLessThan(1);
  });
});

test.each(steps)("%o leaves a wholly transparent picture transparent", async (step) => {
  const background = { r: 200, g: 90, b: 10, alpha: 0 };
  const clear = await sharp({ create: { width: 12, height: 9, channels: 4, background } })
    .png()
    .toBuffer();
  const { data } = await pixels((await rendered(clear, [step])).bytes);
  for (let at = 3; at < data.length; at += 4) expect(data[at]).toBe(0);
});
