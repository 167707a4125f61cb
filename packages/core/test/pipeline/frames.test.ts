import { checkSteps, type ImageFacts, type StepInput } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { checkFrames, checkPicture, frameSizes, framesKept, framesTaken } from "../../src/pipeline/frames.ts";
import { defaultPixelLimits } from "../../src/pipeline/limits.ts";
import { unsupportedFeatures } from "../../src/pipeline/support.ts";

const facts: ImageFacts = {
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

const check = (steps: StepInput[], image: Partial<ImageFacts> = {}): void =>
  checkFrames(checkSteps(steps), { ...facts, ...image }, defaultPixelLimits);

describe("limits on the source", () => {
  test.each<[string, Partial<ImageFacts>]>([
    ["a bomb", { width: 60_000, height: 60_000 }],
    ["just too many pixels", { width: 10_000, height: 5001 }],
    ["too many for a progressive picture", { width: 5001, height: 5000, interlaced: true }],
    ["too many frames", { format: "gif", width: 10, height: 10, pages: 251 }],
    ["frames too large together", { format: "gif", width: 1000, height: 1001, pages: 100 }],
  ])("%s is refused", (_, image) => {
    expect(() => check([{ op: "resize", width: 100 }], image)).toThrow(
      expect.objectContaining({ code: "IMAGE_TOO_LARGE" }),
    );
    expect(() => checkPicture({ ...facts, ...image }, defaultPixelLimits)).toThrow(
      expect.objectContaining({ code: "IMAGE_TOO_LARGE" }),
    );
  });

  test("50 megapixels are taken, also where they lie on their side", () => {
    check([{ op: "orient" }, { op: "resize", width: 100 }], { width: 10_000, height: 5000 });
    check([{ op: "orient" }, { op: "crop", width: 9000, height: 4000 }, { op: "resize", width: 100 }], {
      width: 5000,
      height: 10_000,
      orientation: 6,
    });
    checkPicture({ ...facts, width: 10_000, height: 5000 }, defaultPixelLimits);
  });
});

describe("limits on the plan", () => {
  test.each<[string, StepInput[]]>([
    ["a side", [{ op: "resize", width: 8193, height: 10, mode: "force", enlarge: "allow" }]],
    ["pixels", [{ op: "resize", width: 6000, height: 6000, mode: "force", enlarge: "allow" }]],
    [
      "a step in the middle",
      [
        { op: "extend", left: 8000 },
        { op: "resize", width: 10 },
      ],
    ],
    [
      "a large turn",
      [
        { op: "resize", width: 8192, height: 3000, mode: "force", enlarge: "allow" },
        { op: "rotate", degrees: 45 },
      ],
    ],
    [
      "a side that follows",
      [
        { op: "crop", width: 10, height: 1000 },
        { op: "resize", width: 100, enlarge: "allow" },
      ],
    ],
    [
      "a covering size that must be searched",
      [
        { op: "crop", width: 4000, height: 10 },
        {
          op: "resize",
          width: 100,
          height: 1000,
          mode: "cover",
          enlarge: "allow",
          anchor: { kind: "detect", by: ["saliency"], otherwise: "center" },
        },
      ],
    ],
  ])("%s is refused", (_, steps) => {
    expect(() => check(steps)).toThrow(expect.objectContaining({ code: "PLAN_TOO_LARGE" }));
  });

  test("the result is bounded even where no step grew it", () => {
    expect(() => check([{ op: "orient" }], { width: 8000, height: 6000 })).toThrow(
      expect.objectContaining({ code: "PLAN_TOO_LARGE" }),
    );
  });

  test("frames count", () => {
    const grow: StepInput[] = [{ op: "resize", width: 2000, enlarge: "allow" }];
    const image = { format: "gif", width: 100, height: 100, pages: 50 } as const;
    expect(() => check(grow, image)).toThrow(expect.objectContaining({ code: "PLAN_TOO_LARGE" }));
    checkFrames(checkSteps(grow), { ...facts, ...image }, defaultPixelLimits, 1);
  });

  test("a wide blur on a large picture is no growth", () =>
    check(
      [
        { op: "blur", sigma: 500 },
        { op: "resize", width: 100 },
      ],
      { width: 9000, height: 5000 },
    ));
});

test("a crop wholly outside is refused", () => {
  expect(() => check([{ op: "crop", x: 5000, y: 0, width: 10, height: 10 }])).toThrow(
    expect.objectContaining({ code: "PLAN_INVALID" }),
  );
});

describe("what is not painted", () => {
  test.each<StepInput>([
    { op: "segment" },
    {
      op: "resize",
      width: 10,
      height: 10,
      mode: "cover",
      anchor: { kind: "detect", by: ["face"], otherwise: "center" },
    },
    { op: "crop", width: 10, height: 10, anchor: { kind: "detect", by: ["object", "face"], otherwise: "center" } },
    { op: "resize", width: 10, height: 10, mode: "cover", zoom: 0.5 },
  ])("%o is refused by name", (step) => {
    expect(() => check([step])).toThrow(
      expect.objectContaining({ code: "OPERATION_UNSUPPORTED", detail: { hint: expect.stringContaining(step.op) } }),
    );
  });

  test("saliency stands in for faces", () =>
    check([
      { op: "crop", width: 10, height: 10, anchor: { kind: "detect", by: ["face", "saliency"], otherwise: "center" } },
    ]));

  test("all gaps are listed", () => {
    expect(unsupportedFeatures().map(({ what }) => what)).toEqual(
      expect.arrayContaining(["segment", "anchor detect by face", "anchor detect by object", "overlay text"]),
    );
  });
});

test("sizes before `orient` are the stored ones", () => {
  const steps = checkSteps([
    { op: "crop", width: { fraction: 0.5 }, height: { fraction: 1 } },
    { op: "orient" },
    { op: "orient" },
  ]);
  expect(frameSizes(steps, { width: 300, height: 400, orientation: 6 })).toEqual([
    { width: 200, height: 300 },
    { width: 300, height: 200 },
    { width: 300, height: 200 },
  ]);
});

test("frames are kept only from and to formats that hold them", () => {
  const image = { format: "gif", pages: 7 } as const;
  expect(framesKept(image, { animated: true, format: "webp" })).toBe(7);
  expect(framesKept(image, { animated: false, format: "webp" })).toBe(1);
  expect(framesKept(image, { animated: true, format: "avif" })).toBe(1);
  expect(framesKept({ format: "tiff", pages: 7 }, { animated: true, format: "gif" })).toBe(1);
});

test.each([
  [1, undefined, 0, 7],
  [3, undefined, 2, 5],
  [3, 2, 2, 2],
  [6, 5, 5, 2],
  [7, 1, 6, 1],
  [900, 3, 6, 1],
])("of 7 frames, from %j on %j", (first, count, page, pages) => {
  const steps = checkSteps([{ op: "frames", first, count }]);
  expect(framesTaken(steps, 7)).toEqual({ page, pages });
  expect(framesKept({ format: "gif", pages: 7 }, { animated: true, format: "webp" }, steps)).toBe(pages);
});

test("limits count the frames that are taken", () => {
  const image = { ...facts, format: "gif", pages: 7 } as const;
  const few = { ...defaultPixelLimits, frames: 3 };
  expect(() => checkFrames([], image, few)).toThrow(expect.objectContaining({ code: "IMAGE_TOO_LARGE" }));
  checkFrames(checkSteps([{ op: "frames", first: 2, count: 3 }]), image, few);
});
