import { checkSteps, type ImageFacts, type StepInput } from "@intaglio/contract";
import { expect, test } from "vitest";
import { firstScale } from "../../src/pipeline/first-scale.ts";

const image = { format: "png", width: 4000, height: 3000, pages: 1, orientation: 1 } as ImageFacts;
const by = (steps: StepInput[]) => firstScale(checkSteps(steps), image);
const self: StepInput = { op: "overlay", layer: { kind: "self" }, width: 50 };

test.each<[string, StepInput[], string | undefined]>([
  ["a resize", [{ op: "resize", width: 200 }], "200x150"],
  ["upright already", [{ op: "orient" }, { op: "resize", width: 200 }], "200x150"],
  [
    "the first frame",
    [
      { op: "frames", first: 3 },
      { op: "resize", height: 300 },
    ],
    "400x300",
  ],
  ["a cover", [{ op: "resize", width: 200, height: 200, mode: "cover" }], "267x200"],
  ["a pad", [{ op: "resize", width: 200, height: 200, mode: "pad" }], "200x150"],
  [
    "the first of two",
    [
      { op: "resize", width: 800 },
      { op: "resize", width: 100 },
    ],
    "800x600",
  ],
  [
    "a resize that changes nothing, and one that does",
    [
      { op: "resize", width: 5000 },
      { op: "resize", width: 9 },
    ],
    "9x7",
  ],
  ["what follows", [{ op: "resize", width: 200 }, { op: "trim" }, { op: "blur", sigma: 2 }], "200x150"],
  ["no steps", [], undefined],
  [
    "a crop",
    [
      { op: "crop", x: 0, y: 0, width: 400, height: 400 },
      { op: "resize", width: 200 },
    ],
    undefined,
  ],
  ["a trim", [{ op: "trim" }, { op: "resize", width: 200 }], undefined],
  [
    "a blur",
    [
      { op: "blur", sigma: 5 },
      { op: "resize", width: 200 },
    ],
    undefined,
  ],
  [
    "mirrors and a half turn before it",
    [{ op: "flip" }, { op: "rotate", degrees: 180 }, { op: "resize", width: 200 }],
    "200x150",
  ],
  [
    "a slight turn",
    [
      { op: "rotate", degrees: 5 },
      { op: "resize", width: 200 },
    ],
    undefined,
  ],
  [
    "a quarter turn before it: the size of the picture as it lies",
    [
      { op: "rotate", degrees: 90 },
      { op: "resize", width: 200 },
    ],
    "267x200",
  ],
  [
    "a search",
    [
      {
        op: "resize",
        width: 200,
        height: 200,
        mode: "cover",
        anchor: { kind: "detect", by: ["saliency"], otherwise: "center" },
      },
    ],
    undefined,
  ],
  ["the picture laid on itself", [{ op: "resize", width: 200 }, self], undefined],
])("%s", (_, steps, size) => {
  const found = by(steps);
  expect(found && `${found.width}x${found.height}`).toBe(size);
});
