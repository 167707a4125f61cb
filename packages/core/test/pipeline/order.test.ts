/** Steps act in their order: many random plans against a reference that renders one step at a time to lossless pixels. */
import type { StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { frameSizes } from "../../src/pipeline/frames.ts";
import { distance, jobFor, oriented, random, rendered, scene } from "./pictures.ts";

type Make = (random: () => number) => StepInput;

const pick = <T>(next: () => number, values: readonly T[]): T => values[Math.floor(next() * values.length)] as T;
const whole = (next: () => number, from: number, to: number): number => from + Math.floor(next() * (to - from + 1));
const colors = ["ff0000", "00ff0080", "0000ff", "ffffff00", "123456"];

const makers: readonly Make[] = [
  () => ({ op: "orient" }),
  (next) => ({
    op: "crop",
    x: whole(next, -20, 30),
    y: whole(next, -20, 30),
    width: whole(next, 20, 150),
    height: whole(next, 20, 150),
    outside: pick(next, colors),
  }),
  (next) => ({
    op: "crop",
    width: { fraction: 0.3 + next() * 0.7 },
    height: { fraction: 0.3 + next() * 0.7 },
    anchor: { kind: "point", x: next(), y: next(), align: pick(next, ["relative", "center"]) },
  }),
  (next) => ({
    op: "crop",
    aspect: [whole(next, 1, 4), whole(next, 1, 4)],
    anchor: { kind: "named", at: pick(next, ["top", "bottom-left", "center"]) },
  }),
  (next) => ({
    op: "resize",
    width: whole(next, 20, 180),
    height: whole(next, 20, 180),
    mode: pick(next, ["inside", "outside", "cover", "force", "pad"]),
    enlarge: pick(next, ["never", "allow", "only"]),
    whenSmall: pick(next, ["clamp", "keep-aspect", "leave"]),
    background: pick(next, colors),
    anchor: { kind: "named", at: pick(next, ["top-left", "center", "right"]) },
  }),
  (next) => ({ op: "resize", width: whole(next, 30, 180) }),
  (next) => ({ op: "rotate", degrees: pick(next, [90, 180, 270]) }),
  (next) => ({ op: "rotate", degrees: whole(next, 1, 359), background: pick(next, colors) }),
  (next) => ({ op: "flip", horizontal: next() < 0.5, vertical: next() < 0.5 }),
  (next) => ({
    op: "extend",
    top: whole(next, 0, 20),
    left: whole(next, 0, 20),
    right: whole(next, 1, 20),
    fill: pick(next, ["color", "copy", "repeat", "mirror"]),
    color: pick(next, colors),
  }),
  (next) => ({ op: "extend", aspect: [whole(next, 1, 3), whole(next, 1, 3)], color: pick(next, colors) }),
  (next) => ({ op: "flatten", color: pick(next, colors) }),
  (next) => ({ op: "blur", sigma: 0.5 + next() * 4 }),
  (next) => ({ op: "sharpen", amount: 0.2 + next() }),
  (next) => ({ op: "filter", name: pick(next, ["grayscale", "negate", "sepia"]) }),
  (next) => ({ op: "filter", name: "tint", color: pick(next, colors) }),
  (next) => ({
    op: "adjust",
    brightness: 0.7 + next() * 0.6,
    contrast: 0.7 + next() * 0.6,
    saturation: next() * 2,
    hue: whole(next, -90, 90),
    gamma: 0.6 + next(),
    exposure: next() - 0.5,
    vibrance: next() - 0.3,
    warmth: next() - 0.5,
    lightness: whole(next, -9, 9),
  }),
  (next) => ({ op: "linear", factor: [0.8 + next() * 0.4], offset: [1, 2, 3].map(() => whole(next, -20, 20)) }),
  (next) => ({ op: "recolor", matrix: Array.from({ length: pick(next, [9, 16]) }, () => next() * 0.5) }),
  (next) => ({ op: "filter", name: pick(next, ["normalise", "equalise", "enhance"]), amount: next() / 2 }),
  (next) => ({ op: "filter", name: "colorize", color: pick(next, colors), amount: next() }),
  (next) => ({
    op: "tone",
    stops: [
      { at: 0, color: pick(next, colors) },
      { at: 1, color: pick(next, colors) },
    ],
    amount: next(),
  }),
  (next) => ({ op: "vignette", amount: next() }),
  (next) => ({ op: "blur", sigma: 0.5 + next() * 4, amount: next() * 1.5 - 0.5 }),
  (next) => ({
    op: "pixelate",
    size: whole(next, 2, 9),
    within: "box",
    x: whole(next, -9, 30),
    y: 5,
    width: 40,
    height: 50,
  }),
  (next) => ({ op: "transparent", color: pick(next, colors), tolerance: whole(next, 0, 60) }),
  (next) => ({
    op: "texture",
    name: pick(next, ["median", "dilate", "erode", "oil", "cartoon", "clahe"]),
    size: whole(next, 1, 6),
  }),
  (next) => ({ op: "look", name: pick(next, ["adaris", "sewen", "virkas"]), amount: next() * 1.5 - 0.5 }),
  (next) => ({ op: "shear", x: whole(next, -40, 40), y: whole(next, -20, 20), background: pick(next, colors) }),
];

/** One step at a time, each from and to lossless pixels. */
async function stepByStep(bytes: Buffer, steps: readonly StepInput[]): Promise<Buffer> {
  let now = bytes;
  for (const step of steps) now = (await rendered(now, [step])).bytes;
  return now;
}

const sources: readonly [name: string, make: () => Promise<Buffer>][] = [
  ["opaque", () => scene(150, 110).png().toBuffer()],
  ["with transparency", () => scene(110, 150, { alpha: true }).png().toBuffer()],
  ["grey", () => scene(140, 120).toColourspace("b-w").png().toBuffer()],
  ["JPEG turned by EXIF", () => oriented(150, 110, 6)],
];

describe.each(sources)("%s", (name, make) => {
  test.each(Array.from({ length: 60 }, (_, seed) => seed))("random plan %i", async (seed) => {
    const next = random(seed * 7919 + name.length);
    const steps = Array.from({ length: whole(next, 2, 5) }, () => pick(next, makers)(next));
    // EXIF counts only in the file itself; from the first lossless pixels on there is none.
    if (name.startsWith("JPEG")) steps.unshift({ op: "orient" });
    const bytes = await make();
    const [ours, reference] = [await rendered(bytes, steps), await stepByStep(bytes, steps)];
    const job = await jobFor(bytes, steps, { format: "png" });
    expect({ width: ours.width, height: ours.height }).toEqual(
      frameSizes(job.steps, job.image).at(-1) ?? { width: job.image.width, height: job.image.height },
    );
    const { mean, most } = await distance(ours.bytes, reference);
    expect(mean, JSON.stringify(steps)).toBeLessThan(1);
    expect(most, JSON.stringify(steps)).toBeLessThan(12);
  });
});
