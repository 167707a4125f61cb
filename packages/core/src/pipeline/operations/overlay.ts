import { toPixels, type Anchor, type Position, type Size, type StepOf } from "@intaglio/contract";
import { place, sameSize, type Box } from "../geometry.ts";
import type { Painter } from "../painter.ts";
import type { StrokeOf } from "../stroke.ts";

export const overlay: Painter<"overlay"> = {
  lacks: ({ anchor, steps }) => {
    if (steps.some(({ op }) => op === "frames")) return "frames of a layer";
    return anchor.kind === "detect" ? "a place that must be detected" : undefined;
  },
  strokes: ({ width, height }, step, { layerOf }) => {
    const below = { width, height };
    const layer = layerOf(step, below);
    const box = placed(layer, step, below);
    const { repeat, blend, under } = step;
    const lay: StrokeOf<"lay"> = {
      kind: "lay",
      layer,
      layerAt: { left: box.left, top: box.top },
      pictureAt: { left: 0, top: 0 },
      repeat,
      blend,
      under,
      alpha: clears.has(blend),
      size: below,
    };
    return [step.overflow === "clip" ? lay : { ...lay, ...grown(below, box, lay.alpha) }];
  },
};

/** Modes that may leave transparency where the picture had none. */
const clears: ReadonlySet<StepOf<"overlay">["blend"]> = new Set(["in", "out", "xor", "cut"]);

/** Where the layer stands on the picture; it may reach over every edge. */
function placed({ width, height }: Size, { anchor, x, y }: StepOf<"overlay">, below: Size): Box {
  const box = place(anchor, { width, height }, below);
  const at = edgeOf(anchor);
  const [right, down] = [toPixels(x, below.width), toPixels(y, below.height)];
  return {
    ...box,
    left: box.left + (at.includes("right") ? -right : right),
    top: box.top + (at.includes("bottom") ? -down : down),
  };
}

/** The edges from which a distance counts inwards. */
function edgeOf(anchor: Anchor): Position {
  return anchor.kind === "named" ? anchor.at : "top-left";
}

/** The canvas that holds both. */
function grown(
  below: Size,
  box: Box,
  alpha: boolean,
): Pick<StrokeOf<"lay">, "layerAt" | "pictureAt" | "alpha" | "size"> {
  const [left, top] = [Math.max(0, -box.left), Math.max(0, -box.top)];
  const size = {
    width: Math.max(below.width, box.left + box.width) + left,
    height: Math.max(below.height, box.top + box.height) + top,
  };
  return {
    layerAt: { left: box.left + left, top: box.top + top },
    pictureAt: { left, top },
    alpha: alpha || !sameSize(size, below),
    size,
  };
}
