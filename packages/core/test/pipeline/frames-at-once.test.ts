import sharp from "sharp";
import { describe, expect, test } from "vitest";
import { scaleFrames, scalingOf } from "../../src/pipeline/frames-at-once.ts";
import type { RawPicture } from "../../src/pipeline/raw.ts";
import { cut, scale, type Kernel, type Stroke } from "../../src/pipeline/stroke.ts";
import { finish, workOn } from "../../src/pipeline/work.ts";
import { rendered } from "./pictures.ts";

/** Whole numbers that look random and are the same in each run. */
function numbers(seed: number): (from: number, to: number) => number {
  let state = seed;
  return (from, to) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return from + Math.floor((state / 2 ** 32) * (to - from + 1));
  };
}

const kernels: readonly Kernel[] = ["linear", "cubic", "mitchell", "lanczos2", "lanczos3"];

interface Case {
  readonly raw: RawPicture;
  readonly height: number;
  readonly strokes: readonly Stroke[];
}

/** Frames of noise, or each of them plain white or black in turn; a scale, perhaps with cuts around it. */
function randomCase(seed: number, plain: boolean): Case {
  const any = numbers(seed);
  const channels = any(0, 1) === 0 ? 3 : 4;
  const frames = any(2, 5);
  const before = { width: any(1, 80), height: any(1, 80) };
  const size = before.width * before.height * channels;
  const data = Buffer.allocUnsafeSlow(size * frames);
  for (let at = 0; at < data.length; at += 1) data[at] = plain ? (Math.floor(at / size) % 2) * 255 : any(0, 255);
  if (plain && channels === 4) for (let at = 3; at < data.length; at += 4) data[at] = 255;
  const part = (of: { width: number; height: number }) => {
    if (any(0, 2) > 0) return { left: 0, top: 0, width: of.width, height: of.height };
    const [width, height] = [any(1, of.width), any(1, of.height)];
    return { left: any(0, of.width - width), top: any(0, of.height - height), width, height };
  };
  const from = part(before);
  const up = any(0, 2) === 0;
  const scaled = up
    ? { width: from.width * any(1, 2) + any(0, 9), height: from.height * any(1, 2) + any(0, 9) }
    : { width: any(1, from.width), height: any(1, from.height) };
  const kernel = kernels[any(0, kernels.length - 1)] as Kernel;
  const strokes = [...cut(before, from), ...scale(from, scaled, kernel), ...cut(scaled, part(scaled))];
  return {
    raw: { data, width: before.width, height: before.height * frames, channels },
    height: before.height,
    strokes,
  };
}

/** The most that two pictures differ in any pixel, colours as much as they can be seen; and in how many pixels by more than one. */
function difference(one: Buffer, other: Buffer, channels: number): { most: number; many: number } {
  expect(one.length).toBe(other.length);
  let [most, many] = [0, 0];
  for (let at = 0; at < one.length; at += channels) {
    const alpha = channels === 4 ? [one[at + 3] ?? 0, other[at + 3] ?? 0] : [255, 255];
    let worst = Math.abs((alpha[0] ?? 0) - (alpha[1] ?? 0));
    for (let channel = at; channel < at + 3; channel += 1) {
      const seen = ((one[channel] ?? 0) * (alpha[0] ?? 0) - (other[channel] ?? 0) * (alpha[1] ?? 0)) / 255;
      worst = Math.max(worst, Math.abs(seen));
    }
    most = Math.max(most, worst);
    if (worst > 1) many += 1;
  }
  return { most, many };
}

async function frameByFrame({ raw, height, strokes }: Case): Promise<Buffer> {
  const { data, width, channels } = raw;
  const size = width * height * channels;
  const frames = Array.from({ length: raw.height / height }, async (_, index) => {
    const frame = { data: data.subarray(index * size, (index + 1) * size), width, height, channels };
    return (await finish(workOn(frame, channels === 4), strokes, (image) => image.raw())).data;
  });
  return Buffer.concat(await Promise.all(frames));
}

describe.each([
  ["noise", false],
  ["white and black in turn", true],
])("frames of %s", (_, plain) => {
  test("come out as each by itself does, whatever the sizes", async () => {
    let [scaled, pixels, many] = [0, 0, 0];
    for (let seed = 1; seed <= 150; seed += 1) {
      const one = randomCase(seed, plain);
      const scaling = scalingOf(one.strokes, { width: one.raw.width, height: one.height });
      if (scaling === undefined) continue;
      const all = await scaleFrames({ raw: one.raw, height: one.height }, scaling);
      const found = difference(all.raw.data, await frameByFrame(one), one.raw.channels);
      const limit = plain ? 0 : 2;
      expect(found.most, `seed ${seed}`).toBeLessThanOrEqual(limit);
      scaled += 1;
      pixels += all.raw.width * all.raw.height;
      many += found.many;
    }
    expect(scaled).toBeGreaterThan(80);
    expect(many / pixels).toBeLessThan(0.001);
  });
});

test("many frames are scaled in several goes", async () => {
  const [width, height, frames] = [400, 300, 24];
  const any = numbers(7);
  const data = Buffer.allocUnsafeSlow(width * height * frames * 3);
  for (let at = 0; at < data.length; at += 1) data[at] = any(0, 255);
  const before = { width, height };
  const one = { raw: { data, width, height: height * frames, channels: 3 }, height } as const;
  const strokes = scale(before, { width: 200, height: 150 }, "lanczos3");
  const scaling = scalingOf(strokes, before);
  expect(scaling).toBeDefined();
  if (scaling === undefined) return;
  const all = await scaleFrames(one, scaling);
  expect(all).toMatchObject({ height: 150, raw: { width: 200, height: 150 * 24, channels: 3 } });
  expect(difference(all.raw.data, await frameByFrame({ ...one, strokes }), 3)).toMatchObject({ many: 0 });
});

const before = { width: 400, height: 300 };
const half = { width: 200, height: 150 };
const box = { left: 0, top: 0, width: 100, height: 100 };

test.each<[string, Stroke[]]>([
  ["nothing", []],
  ["a cut alone", cut(before, box)],
  ["a blur after it", [...scale(before, half, "lanczos3"), { kind: "blur", sigma: 2, size: half }]],
  ["two scales", [...scale(before, half, "lanczos3"), ...scale(half, box, "lanczos3")]],
  ["the nearest pixel", scale(before, half, "nearest")],
  ["wider and lower", scale(before, { width: 500, height: 200 }, "lanczos3")],
])("%s is no scaling of all frames at once", (_, strokes) => {
  expect(scalingOf(strokes, before)).toBeUndefined();
});

test("large frames are scaled one by one, and those that would need large gaps", () => {
  const of = (width: number, height: number, to: number): unknown =>
    scalingOf(scale({ width, height }, { width: to, height: to }, "lanczos3"), { width, height });
  expect(of(1600, 1600, 200)).toBeUndefined();
  expect(of(799, 797, 200)).toBeUndefined();
  expect(of(800, 800, 200)).toBeDefined();
});

test.each([
  ["opaque", 255],
  ["half transparent", 128],
])("an animation of %s frames keeps each frame's edge when it covers a square", async (_, alpha) => {
  const data = Buffer.concat(
    [255, 0, 255].map((grey) => Buffer.from(Array.from({ length: 60 * 40 }, () => [grey, grey, grey, alpha]).flat())),
  );
  const image = sharp(data, { raw: { width: 60, height: 120, channels: 4, pageHeight: 40 } });
  const source = await image.webp({ lossless: true, exact: true, delay: [50, 50, 50] }).toBuffer();
  const steps = [{ op: "resize", width: 20, height: 20, mode: "cover" } as const];
  const result = await rendered(source, steps, { format: "webp", lossless: true });
  const { data: after, info } = await sharp(result.bytes, { animated: true })
    .raw()
    .toBuffer({ resolveWithObject: true });
  expect(info).toMatchObject({ width: 20, height: 60 });
  const row = 20 * info.channels;
  for (const [frame, grey] of [255, 0, 255].entries())
    for (const y of [frame * 20, frame * 20 + 19]) expect(after[y * row]).toBe(grey);
});
