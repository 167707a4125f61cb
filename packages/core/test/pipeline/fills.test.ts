/** What new canvas is filled with. */
import type { StepInput } from "@intaglio/contract";
import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { frameSizes } from "../../src/pipeline/frames.ts";
import { jobFor, pixels, rendered, scene } from "./pictures.ts";

type Seen = Awaited<ReturnType<typeof pixels>>;
async function seen(on: Buffer, steps: StepInput[]): Promise<Seen> {
  const result = await rendered(on, steps);
  const job = await jobFor(on, steps, { format: "png" });
  expect(frameSizes(job.steps, job.image).at(-1)).toEqual({ width: result.width, height: result.height });
  return pixels(result.bytes);
}

/** 3x1: red, green, blue. */
const three = await sharp(Buffer.from([255, 0, 0, 0, 255, 0, 0, 0, 255]), { raw: { width: 3, height: 1, channels: 3 } })
  .png()
  .toBuffer();
/** 30x20, navy, with a frame of 2 pixels in grey. */
const framed = await sharp({ create: { width: 26, height: 16, channels: 3, background: "#000080" } })
  .extend({ top: 2, bottom: 2, left: 2, right: 2, background: "#c0c0c0" })
  .png()
  .toBuffer();
const letters = ({ at, width }: Seen): string =>
  Array.from({ length: width }, (_, x) => "rgb"[at(x, 0).indexOf(255)] ?? "?").join("");

describe.each<[string, (fill: string) => StepInput]>([
  ["extend", (fill) => ({ op: "extend", left: 4, right: 5, fill }) as StepInput],
  [
    "pad",
    (fill) =>
      ({ op: "resize", width: 12, height: 1, mode: "pad", fill, anchor: { kind: "offset", x: 4, y: 0 } }) as StepInput,
  ],
])("%s", (_, step) => {
  test.each([
    ["copy", "rrrrrgbbbbbb"],
    ["repeat", "brgbrgbrgbrg"],
    ["mirror", "bbgrrgbbgrrg"],
  ])("%s", async (fill, expected) => {
    expect(letters(await seen(three, [step(fill)]))).toBe(expected);
  });
});

describe("colours of the picture", () => {
  test("the one that most of its edge has", async () => {
    const out = await seen(framed, [{ op: "extend", top: 5, fill: "border" }]);
    expect([out.at(0, 0), out.at(15, 4), out.at(15, 15)]).toEqual([
      [192, 192, 192, 255],
      [192, 192, 192, 255],
      [0, 0, 128, 255],
    ]);
  });

  test("the one that most of it has", async () => {
    const out = await seen(framed, [{ op: "resize", width: 30, height: 40, mode: "pad", fill: "predominant" }]);
    expect([out.at(0, 0), out.at(29, 39), out.at(0, 15)]).toEqual([
      [0, 0, 128, 255],
      [0, 0, 128, 255],
      [192, 192, 192, 255],
    ]);
  });

  test("a little noise changes neither", async () => {
    const { data, info } = await sharp(framed).raw().toBuffer({ resolveWithObject: true });
    for (let at = 0; at < data.length; at += 1) data[at] = Math.min(255, (data[at] ?? 0) + ((at * 7) % 5));
    const noisy = await sharp(data, { raw: { width: info.width, height: info.height, channels: 3 } })
      .png()
      .toBuffer();
    const out = await seen(noisy, [{ op: "extend", top: 5, fill: "predominant" }]);
    for (const [channel, value] of [2, 2, 130].entries())
      expect(Math.abs((out.at(0, 0)[channel] ?? 0) - value)).toBeLessThanOrEqual(3);
  });

  test("a transparent edge goes on transparent", async () => {
    const logo = await sharp(framed)
      .ensureAlpha()
      .extend({ top: 3, bottom: 3, left: 3, right: 3, background: { r: 0, g: 0, b: 0, alpha: 0 } })
      .png()
      .toBuffer();
    const out = await seen(logo, [{ op: "extend", left: 5, fill: "border" }]);
    expect([out.at(0, 10)[3], out.at(20, 13)]).toEqual([0, [0, 0, 128, 255]]);
  });
});

describe("the picture itself, blurred", () => {
  test("covers the canvas, softly, and the picture stays as it is", async () => {
    const bytes = await scene(200, 200).png().toBuffer();
    const before = await pixels(bytes);
    const out = await seen(bytes, [{ op: "resize", width: 400, height: 200, mode: "pad", fill: "blurred" }]);
    for (const [x, y] of [
      [0, 0],
      [70, 80],
      [199, 199],
    ] as const)
      expect(out.at(100 + x, y)).toEqual(before.at(x, y));
    const steps = Array.from({ length: 98 }, (_, x) =>
      Math.abs((out.at(x + 1, 100)[1] ?? 0) - (out.at(x, 100)[1] ?? 0)),
    );
    expect(Math.max(...steps)).toBeLessThan(8);
    const left = Array.from({ length: 200 }, (_, y) => out.at(5, y)[1] ?? 0);
    expect(Math.max(...left) - Math.min(...left)).toBeGreaterThan(20); // it is the picture, not one colour
  });

  test("a plain picture gives a plain canvas: no dark edges", async () => {
    const plainly = await sharp({ create: { width: 90, height: 30, channels: 3, background: "#c86432" } })
      .png()
      .toBuffer();
    const { data } = await seen(plainly, [{ op: "extend", top: 200, bottom: 50, left: 7, fill: "blurred" }]);
    for (let at = 0; at < data.length; at += 4)
      for (const [channel, value] of [200, 100, 50, 255].entries())
        expect(Math.abs((data[at + channel] ?? 0) - value)).toBeLessThanOrEqual(2); // libvips blurs with whole numbers
  });

  test("nothing shows through what is transparent in the picture", async () => {
    const glass = await sharp({
      create: { width: 40, height: 40, channels: 4, background: { r: 200, g: 100, b: 50, alpha: 0.5 } },
    })
      .png()
      .toBuffer();
    const out = await seen(glass, [{ op: "extend", left: 40, fill: "blurred" }]);
    expect(out.at(60, 20)).toEqual([200, 100, 50, 128]);
    expect(Math.abs((out.at(20, 20)[3] ?? 0) - 128)).toBeLessThanOrEqual(2);
  });

  test("a ratio, and a canvas of one pixel more", async () => {
    const bytes = await scene(60, 40).png().toBuffer();
    expect((await seen(bytes, [{ op: "extend", aspect: [1, 1], fill: "blurred" }])).height).toBe(60);
    expect((await seen(bytes, [{ op: "extend", left: 1, fill: "blurred" }])).width).toBe(61);
  });
});
