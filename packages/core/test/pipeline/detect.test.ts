/** What a detector finds decides which part is kept, and what is made unknown. Sizes and places are worked out by hand. */
import { fileURLToPath } from "node:url";
import { checkSteps, type Anchor, type EncodeInput, type StepInput } from "@intaglio/contract";
import sharp, { type Sharp } from "sharp";
import { describe, expect, test } from "vitest";
import { missingDetectors, usesDetector } from "../../src/pipeline/detect.ts";
import { firstScale } from "../../src/pipeline/first-scale.ts";
import { frameSizes } from "../../src/pipeline/frames.ts";
import { inspectPicture } from "../../src/pipeline/inspect.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { readDetector } from "../../src/pipeline/load-detector.ts";
import { renderPicture } from "../../src/pipeline/render.ts";
import { createSight, setupOf, type Sight } from "../../src/pipeline/sight.ts";
import { unsupportedFeatures } from "../../src/pipeline/support.ts";
import { distance, jobFor, pixels, rendered, scene } from "./pictures.ts";

const marks = fileURLToPath(new URL("./support/marks-detector.ts", import.meta.url));
const facts = await readDetector(marks);
const sight = (): Sight => createSight(setupOf(facts, 20_000));

type Mark = readonly [left: number, top: number, width: number, height: number, color?: string];
const [face, object] = ["#ff00ff", "#00ffff"];

async function marked(width: number, height: number, ...found: Mark[]): Promise<Buffer> {
  const layers = found.map(([left, top, across, down, background = face]) => ({
    input: { create: { width: across, height: down, channels: 3 as const, background } },
    left,
    top,
  }));
  return scene(width, height).composite(layers).png().toBuffer();
}

async function paint(bytes: Buffer, ...steps: StepInput[]): Promise<Buffer> {
  const job = await jobFor(bytes, steps, { format: "png" });
  const eyes = sight();
  const result = await renderPicture(job, bytes, defaultPixelLimits, [], [], eyes);
  expect(eyes.complaint()).toBeUndefined();
  expect(frameSizes(job.steps, job.image, undefined, facts.kinds).at(-1)).toEqual({
    width: result.width,
    height: result.height,
  });
  return Buffer.from(result.bytes);
}

const part = (bytes: Buffer, left: number, top: number, width: number, height: number): Promise<Buffer> =>
  sharp(bytes).extract({ left, top, width, height }).png().toBuffer();
const sized = (bytes: Buffer, width: number, height: number): Promise<Buffer> =>
  sharp(bytes).resize(width, height, { fit: "fill" }).png().toBuffer();
const same = async (one: Buffer, other: Buffer): Promise<void> =>
  expect((await distance(one, other)).mean).toBeLessThan(1e-9);

const by = (...names: Extract<Anchor, { kind: "detect" }>["by"][]): Anchor => ({
  kind: "detect",
  by: names.flat(),
  otherwise: "left",
});
const cover = (width: number, height: number, anchor: Anchor, zoom?: number): StepInput => ({
  op: "resize",
  mode: "cover",
  width,
  height,
  anchor,
  ...(zoom === undefined ? {} : { zoom }),
});
const square = (anchor: Anchor): StepInput => ({ op: "crop", width: 200, height: 200, anchor });
const one = await marked(600, 400, [240, 100, 40, 40]); // its centre: 260,120

describe("crop", () => {
  const rows: readonly (readonly [string, readonly Mark[], left: number, top: number])[] = [
    ["the face is in the middle", [[400, 100, 40, 40]], 320, 20],
    ["the box stays within the picture", [[560, 0, 40, 40]], 400, 0],
    [
      "all faces that fit",
      [
        [100, 100, 40, 40],
        [240, 100, 40, 40],
      ],
      90,
      20,
    ],
    [
      "the largest, where not all fit",
      [
        [20, 100, 40, 40],
        [460, 200, 60, 60],
      ],
      390,
      130,
    ],
    ["one larger than the box, by its middle", [[100, 50, 300, 300]], 150, 100],
    [
      "an object does not matter where there is a face",
      [
        [400, 100, 40, 40],
        [0, 0, 99, 99, object],
      ],
      320,
      20,
    ],
    ["an object where there is no face", [[400, 100, 40, 40, object]], 320, 20],
  ];

  test.each(rows)("%s", async (_, found, left, top) => {
    const bytes = await marked(600, 400, ...found);
    await same(await paint(bytes, square(by(["face", "object"]))), await part(bytes, left, top, 200, 200));
  });

  test("the order of names decides", async () => {
    const bytes = await marked(600, 400, [400, 100, 40, 40], [100, 200, 80, 80, object]);
    await same(await paint(bytes, square(by(["object", "face"]))), await part(bytes, 40, 140, 200, 200));
  });

  test("an aspect, and a box that is larger than the picture", async () => {
    const aspect: StepInput = { op: "crop", aspect: [1, 1], anchor: by(["face"]) };
    await same(await paint(one, aspect), await part(one, 60, 0, 400, 400));
    const wide: StepInput = { op: "crop", width: 200, height: 500, outside: "ff0000", anchor: by(["face"]) };
    await same(await part(await paint(one, wide), 0, 50, 200, 400), await part(one, 160, 0, 200, 400));
  });
});

describe("resize", () => {
  test("cover keeps the face", async () => {
    const small = await sized(one, 300, 200);
    await same(await paint(one, cover(200, 200, by(["face"]))), await part(small, 30, 0, 200, 200));
    await same(await paint(one, cover(100, 200, by(["face"]))), await part(small, 80, 0, 100, 200));
  });

  test("zoom nears, up to the size that the picture has", async () => {
    // Covering 100x100 keeps 400x400; 100x100 of them are as near as it gets.
    await same(await paint(one, cover(100, 100, by(["face"]), 1)), await part(one, 210, 70, 100, 100));
    const half = await sized(await part(one, 135, 0, 250, 250), 100, 100); // 400 - (400 - 100) / 2
    await same(await paint(one, cover(100, 100, by(["face"]), 0.5)), half);
    await same(await paint(one, cover(100, 100, by(["face"]), 0)), await paint(one, cover(100, 100, by(["face"]))));
  });

  test("zoom enlarges where it may: the face fills the frame", async () => {
    const near: StepInput = { ...cover(100, 100, by(["face"]), 1), enlarge: "allow" } as StepInput;
    const { at } = await pixels(await paint(one, near));
    for (const [x, y] of [
      [1, 1],
      [98, 98],
      [1, 98],
      [50, 50],
    ] as const)
      expect(at(x, y)).toEqual([255, 0, 255, 255]);
  });

  test("zoom keeps the frame's aspect, and all faces", async () => {
    // Covering 300x100 keeps 600x200; the faces' 220x40 fill 300x100 at a share of 220 / 600, but no pixel is made up.
    const bytes = await marked(600, 400, [100, 100, 40, 40], [280, 100, 40, 40]);
    await same(await paint(bytes, cover(300, 100, by(["face"]), 1)), await part(bytes, 60, 70, 300, 100));
    // Covering 100x50 keeps 600x300; 220x110 around 210,120.
    const whole = await sized(await part(bytes, 100, 65, 220, 110), 100, 50);
    await same(await paint(bytes, cover(100, 50, by(["face"]), 1)), whole);
  });

  test("zoom does nothing where nothing is found", async () => {
    const bytes = await scene(600, 400).png().toBuffer();
    const found = await paint(bytes, cover(100, 100, by(["face"]), 1));
    await same(found, (await rendered(bytes, [cover(100, 100, { kind: "named", at: "left" })])).bytes);
  });

  test("zoom counts where covering cuts nothing off", async () => {
    await same(await paint(one, cover(300, 200, by(["face"]), 1)), await part(one, 110, 20, 300, 200));
  });

  test("a large picture is looked at in small", async () => {
    const bytes = await marked(2000, 1500, [1000, 400, 200, 200]);
    const { at } = await pixels(await paint(bytes, { ...square(by(["face"])), width: 400, height: 400 } as StepInput));
    // The face lies at 100 to 300, give or take a pixel of the copy: 2000 / 640.
    for (const [edge, inside] of [
      [96, 104],
      [303, 295],
    ] as const) {
      expect([at(edge, 200), at(200, edge)]).not.toContainEqual([255, 0, 255, 255]);
      for (const pixel of [at(inside, 200), at(200, inside)]) expect(pixel).toEqual([255, 0, 255, 255]);
    }
  });
});

describe("where nothing is found", () => {
  test("the next name is asked, or the place is taken", async () => {
    const bytes = await scene(600, 400).png().toBuffer();
    for (const name of ["saliency", "entropy"] as const)
      for (const step of [square, (anchor: Anchor) => cover(150, 200, anchor)])
        await same(await paint(bytes, step(by(["face", name]))), (await rendered(bytes, [step(by([name]))])).bytes);
    await same(await paint(bytes, square(by(["face", "object"]))), await part(bytes, 0, 100, 200, 200));
  });
});

describe("the picture as it is at that step", () => {
  test("mirrored, turned, in part transparent, in grey", async () => {
    const bytes = await marked(600, 400, [400, 100, 40, 40]);
    const mirrored = await paint(bytes, { op: "flip", horizontal: true }, square(by(["face"])));
    const flopped = await sharp(bytes).flop().png().toBuffer();
    await same(mirrored, await part(flopped, 80, 20, 200, 200)); // at 160 from the left
    const faded = await paint(bytes, { op: "opacity", amount: 0.9 }, square(by(["face"])));
    const whole = await paint(bytes, { op: "opacity", amount: 0.9 });
    await same(faded, await part(whole, 320, 20, 200, 200));
    const grey = await paint(bytes, { op: "filter", name: "grayscale" }, square(by(["face"]))); // no magenta is left
    await same(grey, await part(await paint(bytes, { op: "filter", name: "grayscale" }), 0, 100, 200, 200));
  });

  test.each<[string, Partial<EncodeInput>, (image: Sharp) => Sharp]>([
    ["16 bits", {}, (image) => image.toColourspace("rgb16").png()],
    ["a palette", {}, (image) => image.png({ palette: true })],
    ["transparency", {}, (image) => image.ensureAlpha(0.99).png()],
    ["a turned JPEG", {}, (image) => image.withMetadata({ orientation: 6 }).jpeg({ quality: 100 })],
    ["its EXIF kept", { metadata: "keep" }, (image) => image.withMetadata({ orientation: 6 }).jpeg({ quality: 100 })],
    ["16 grey bits", {}, (image) => image.toColourspace("grey16").png()],
    ["CMYK", {}, (image) => image.toColourspace("cmyk").jpeg({ quality: 100 })],
  ])("%s", async (name, encode, write) => {
    const bytes = await write(sharp(await marked(600, 400, [400, 100, 40, 40]))).toBuffer();
    const eyes = sight();
    const steps: StepInput[] = [{ op: "orient" }, square(by(["face"]))];
    const job = await jobFor(bytes, steps, { ...encode, format: "png" });
    const { data, at } = await pixels(
      Buffer.from((await renderPicture(job, bytes, defaultPixelLimits, [], [], eyes)).bytes),
    );
    expect([name, eyes.complaint(), data.length]).toEqual([name, undefined, 200 * 200 * 4]);
    const [red = 0, green = 255, blue = 0] = at(100, 100); // the face's centre, also where it was turned
    const isFace = red > 200 && green < 80 && blue > 200;
    expect([name, isFace]).toEqual([name, !/grey|CMYK/.test(name)]); // magenta is out of reach there
  });

  test("a layer is searched, too; the smaller copy is not", async () => {
    const own = checkSteps([square(by(["face"]))]);
    const laid = await paint(one, { op: "crop", x: 0, y: 0, width: 300, height: 300 }, {
      op: "overlay",
      layer: { kind: "self" },
      steps: own,
    } as StepInput);
    await same(await part(laid, 50, 50, 200, 200), await part(one, 160, 20, 200, 200));
    const { image } = await jobFor(one, [], { format: "png" });
    expect(firstScale(checkSteps([cover(50, 50, by(["face"]))]), image, facts.kinds)).toBeUndefined();
  });

  test("facts about the pixels look as well", async () => {
    const job = await jobFor(one, [cover(100, 100, by(["face"]), 1), { op: "crop", width: 30, height: 30 }], {
      format: "png",
    });
    const { colors } = await inspectPicture(job, { colors: 1 }, one, defaultPixelLimits, [], [], sight());
    expect(colors).toEqual([[255, 0, 255]]);
  });
});

describe("regions", () => {
  const boxes = [
    { within: "box", x: 100, y: 100, width: 40, height: 30 },
    { within: "box", x: 300, y: 200, width: 60, height: 60 },
  ] as const;

  test.each<StepInput>([
    { op: "blur", sigma: 8 },
    { op: "pixelate", size: 25 },
  ])("$op: each face, and nothing else", async (step) => {
    const bytes = await marked(600, 400, [100, 100, 40, 30], [110, 110, 9, 9, "#000000"], [300, 200, 60, 60]);
    const hidden = await paint(bytes, { ...step, within: "faces" } as StepInput);
    await same(hidden, await paint(bytes, ...boxes.map((box) => ({ ...step, ...box }))));
    expect((await distance(hidden, bytes)).mean).toBeGreaterThan(0);
    const empty = await scene(300, 200).png().toBuffer();
    await same(await paint(empty, { ...step, within: "faces" } as StepInput), empty);
  });

  test("a face seen in small is hidden whole", async () => {
    const large = await marked(1999, 1499, [1003, 401, 203, 199]);
    const { at } = await pixels(await paint(large, { op: "pixelate", size: 1000, within: "faces" }));
    const inside = at(1100, 500);
    for (const [x, y] of [
      [1006, 404],
      [1202, 596],
      [1006, 596],
    ] as const)
      expect(at(x, y)).toEqual(inside);
  });
});

test("of an animation the first frame decides", async () => {
  const frames = [
    [240, 100, 40, 40],
    [220, 80, 30, 30],
    [260, 120, 40, 40],
  ] as const;
  const stills = await Promise.all(frames.map((mark) => marked(600, 400, mark)));
  const moving = await sharp(stills, { join: { animated: true } })
    .webp({ lossless: true })
    .toBuffer();
  for (const [steps, expected] of [
    [[square(by(["face"]))], (still: Buffer) => part(still, 160, 20, 200, 200)],
    [[cover(100, 100, by(["face"]), 1)], (still: Buffer) => part(still, 210, 70, 100, 100)],
  ] as const) {
    const job = await jobFor(moving, steps, { format: "webp", lossless: true });
    const { bytes, pages } = await renderPicture(job, moving, defaultPixelLimits, [], [], sight());
    expect(pages).toBe(3);
    for (const [page, still] of stills.entries())
      await same(await sharp(Buffer.from(bytes), { page }).png().toBuffer(), await expected(still));
  }
});

describe("what is known beforehand", () => {
  test("missing detectors, each with what stands in for it", () => {
    const missing = (names: Extract<Anchor, { kind: "detect" }>["by"], ...sees: ("face" | "object")[]) =>
      missingDetectors(checkSteps([square(by(names))]), sees).map(({ name, standIn }) => `${name} ${standIn}`);
    expect(missing(["face", "object", "saliency"])).toEqual(["face saliency", "object saliency"]);
    expect(missing(["face", "entropy"])).toEqual(["face entropy"]);
    expect(missing(["object", "face", "saliency"], "face")).toEqual(["object face"]);
    expect(missing(["face", "object"], "face")).toEqual(["object left"]);
    expect(missing(["saliency", "face"])).toEqual([]);
    expect(missing(["face", "object", "saliency"], "face", "object")).toEqual([]);
    expect(missing(["face"])).toEqual([]); // refused
  });

  test("who uses a detector", () => {
    const uses = (...steps: StepInput[]) => usesDetector(checkSteps(steps), ["face"]);
    expect(uses(square(by(["object", "face"])))).toBe(true);
    expect(uses({ op: "blur", sigma: 3, within: "faces" })).toBe(true);
    const own = checkSteps([square(by(["face"]))]);
    expect(uses({ op: "overlay", layer: { kind: "self" }, steps: own } as StepInput)).toBe(true);
    expect(uses(square(by(["object", "saliency"])))).toBe(false);
    expect(uses(square(by(["saliency", "face"])))).toBe(false);
    expect(uses({ op: "resize", width: 9, height: 9, mode: "pad", anchor: by(["face"]) })).toBe(false);
    expect(uses({ op: "blur", sigma: 3 })).toBe(false);
  });

  test("zoom without a detector, or without a subject, is refused", () => {
    const size = (step: StepInput, sees: ("face" | "object")[]) =>
      frameSizes(checkSteps([step]), { width: 600, height: 400 }, undefined, sees).at(-1);
    const near = cover(10, 10, by(["face", "saliency"]), 0.5);
    expect(size(near, ["face"])).toEqual({ width: 10, height: 10 });
    for (const refused of [
      () => size(near, []),
      () => size(near, ["object"]),
      () => size(cover(10, 10, { kind: "named", at: "top" }, 0.5), ["face"]),
      () => size({ ...near, mode: "inside" } as StepInput, ["face"]),
    ])
      expect(refused).toThrow(expect.objectContaining({ code: "OPERATION_UNSUPPORTED" }));
  });

  test("gaps close", () => {
    const gaps = (sees: ("face" | "object")[]) => unsupportedFeatures(sees).map(({ what }) => what);
    expect(gaps([])).toContain("blur and pixelate within faces");
    expect(gaps(["face"])).toContain("anchor detect by object");
    expect(gaps(["face"])).not.toContain("anchor detect by face");
    expect(gaps(["face", "object"]).filter((gap) => /detect by|faces|zoom$/.test(gap))).toEqual([]);
  });
});
