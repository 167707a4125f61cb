import { checkEncode, checkSteps, type ImageFacts, type OutputFormat, type StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { guessCost } from "../../src/pipeline/cost.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { trace, type Trace, type TracedPass } from "../../src/pipeline/trace.ts";
import { rendered, scene } from "./pictures.ts";

const photo: ImageFacts = {
  format: "jpeg",
  width: 4000,
  height: 3000,
  pages: 1,
  orientation: 1,
  hasAlpha: false,
  colorMode: "RGB",
  dpi: null,
  location: null,
  takenAt: null,
  interlaced: false,
};

interface Given {
  readonly image?: Partial<ImageFacts>;
  readonly format?: OutputFormat;
  readonly frames?: number;
  readonly keepsExif?: boolean;
  readonly sees?: readonly ("face" | "object")[];
}

function follow(steps: readonly StepInput[], given: Given = {}): Trace {
  const { image = {}, format = "jpeg", frames = 1, keepsExif = false, sees = [] } = given;
  return trace({
    steps: checkSteps(steps),
    image: { ...photo, ...image },
    layers: new Map(),
    sees,
    limits: defaultPixelLimits,
    frames,
    format,
    keepsExif,
  });
}

/** One line a pass: `scale 200x150, cut 100x100`; passes of their own in brackets. */
function lines({ passes }: Trace): string[] {
  return passes.map(({ of, own, strokes }: TracedPass) => {
    const text = strokes.map(({ kind, size }) => `${kind} ${size.width}x${size.height}`).join(", ");
    return `${of === "picture" ? "" : `${of}: `}${own ? `[${text}]` : text}`;
  });
}

const half: StepInput = { op: "resize", width: 400 };
const gray: StepInput = { op: "filter", name: "grayscale" };

describe("passes", () => {
  const rows: readonly (readonly [string, readonly StepInput[], Given, readonly string[]])[] = [
    ["none", [], {}, []],
    ["one instance", [half, { op: "blur", sigma: 2 }], {}, ["scale 400x300, blur 400x300"]],
    ["the order of execution", [{ op: "rotate", degrees: 90 }, half], {}, ["scale 533x400, turn 400x533"]],
    ["an order sharp lacks", [{ op: "blur", sigma: 2 }, half], {}, ["blur 4000x3000", "scale 400x300"]],
    ["a pass of its own", [half, gray], {}, ["scale 400x300", "[colors 400x300]"]],
    ["no ground for JPEG from opaque pixels", [half], { image: { format: "png" } }, ["scale 400x300"]],
    [
      "a ground for JPEG from transparent ones",
      [half],
      { image: { format: "png", hasAlpha: true } },
      ["flatten 400x300, scale 400x300"],
    ],
    ["none for WebP", [half], { image: { format: "png", hasAlpha: true }, format: "webp" }, ["scale 400x300"]],
    ["what a trim leaves is known only then", [{ op: "trim" }, half], {}, ["trim 4000x3000", "scale 400x300"]],
    [
      "grey pixels before colours",
      [half, { op: "extend", left: 10, color: "ff0000ff" }],
      { image: { colorMode: "L" } },
      ["scale 400x300", "extend 410x300"],
    ],
    ["a stored turn", [{ op: "orient" }, half], { image: { orientation: 6 } }, ["scale 300x400, turn 400x300"]],
    [
      "layers first",
      [
        half,
        { op: "overlay", layer: { kind: "self" }, width: 100, steps: [{ op: "opacity", amount: 0.5 }] },
        { op: "blur", sigma: 1 },
      ],
      {},
      ["layer self: scale 100x75", "layer self: [opacity 100x75]", "scale 400x300", "[lay 400x300]", "blur 400x300"],
    ],
    [
      "what a detector finds is cut out of the whole, and hidden",
      [
        {
          op: "resize",
          width: 300,
          height: 300,
          mode: "cover",
          anchor: { kind: "detect", by: ["face"], otherwise: "top" },
          zoom: 0.5,
        },
        { op: "pixelate", size: 9, within: "faces" },
      ],
      { sees: ["face"] },
      ["scale 400x300, cut 300x300", "[squares 300x300]"],
    ],
    [
      "frames of an animation are cut alike",
      [{ op: "trim" }, half],
      { image: { format: "gif", pages: 5, width: 800, height: 600 }, format: "webp", frames: 5 },
      ["cut 800x600, scale 400x300"],
    ],
  ];

  test.each(rows)("%s", (_, steps, given, expected) => {
    expect(lines(follow(steps, given))).toEqual(expected);
  });
});

describe("sizes", () => {
  test("are known up to what depends on pixels", () => {
    const { steps } = follow([half, { op: "trim" }, { op: "resize", width: 100 }]);
    expect(steps.map(({ size, atMost }) => [size, atMost])).toEqual([
      [{ width: 400, height: 300 }, false],
      [{ width: 400, height: 300 }, true],
      [{ width: 100, height: 75 }, true],
    ]);
  });

  test("end at a step that cannot be done, which says why", () => {
    const { steps, passes } = follow([half, { op: "crop", width: 10, height: 10, x: 5000, y: 0 }, gray]);
    expect(steps.map(({ size, error }) => [size !== undefined, error?.code])).toEqual([
      [true, undefined],
      [false, "PLAN_INVALID"],
      [false, undefined],
    ]);
    expect(passes).toEqual([]);
  });

  test("go on behind a limit", () => {
    const { steps } = follow([{ op: "resize", width: 9000, enlarge: "allow" }, half]);
    expect(steps.map(({ size, error }) => [size?.width, error?.code])).toEqual([
      [9000, "PLAN_TOO_LARGE"],
      [400, undefined],
    ]);
  });

  test("are those that rendering gives", async () => {
    const steps = checkSteps([
      { op: "rotate", degrees: 30 },
      { op: "resize", width: 120, height: 90, mode: "cover" },
      { op: "border", width: 3 },
      { op: "shadow" },
    ]);
    const { width, height } = await rendered(await scene(400, 300).png().toBuffer(), steps, { format: "png" });
    const last = follow(steps, { image: { width: 400, height: 300, format: "png" }, format: "png" }).steps.at(-1);
    expect(last?.size).toEqual({ width, height });
  });
});

describe("cost", () => {
  const guess = (steps: readonly StepInput[], format: OutputFormat = "jpeg", given: Given = {}) => {
    const traced = follow(steps, { ...given, format });
    const size = traced.steps.at(-1)?.size ?? photo;
    return guessCost(traced, { ...checkEncode({}), format }, size, given.frames ?? 1);
  };

  test("JPEG is decoded as small as sharp does it, which leaves a factor of two to the scaling", () => {
    const decoded = [200, 260, 480, 510, 960, 1010].map((width) => guess([{ op: "resize", width }]).decoded);
    expect(decoded).toEqual([187_500, 750_000, 750_000, 3_000_000, 3_000_000, 12_000_000]);
  });

  test("not behind a cut, and no other format", () => {
    const cut: StepInput = { op: "crop", width: 4000, height: 2999 };
    expect(guess([cut, { op: "resize", width: 300 }]).decoded).toBe(12_000_000);
    expect(guess([half], "jpeg", { image: { format: "png" } }).decoded).toBe(12_000_000);
  });

  test("pixels are counted for all frames, passes and layers", () => {
    const moving = guess([half], "webp", { image: { format: "gif", pages: 4, width: 800, height: 600 }, frames: 4 });
    expect(moving).toMatchObject({ decoded: 4 * 480_000, painted: [4 * 480_000], written: 4 * 120_000 });
    const layered = guess([half, { op: "overlay", layer: { kind: "self" }, width: 100 }], "jpeg", {
      image: { format: "png" },
    });
    expect(layered).toMatchObject({ decoded: 24_000_000, painted: [12_000_000, 12_000_000, 120_000] });
  });

  test("more work costs more", () => {
    const cpus = [
      guess([{ op: "resize", width: 200 }]),
      guess([half]),
      guess([half, gray]),
      guess([half, gray], "avif"),
      guess([{ op: "blur", sigma: 3 }, half, gray], "avif"),
    ].map(({ cpu }) => cpu);
    expect(cpus).toEqual(cpus.toSorted((a, b) => a - b));
    expect(new Set(cpus).size).toBe(cpus.length);
  });
});
