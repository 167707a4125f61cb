import type { Size, StepOf } from "@intaglio/contract";
import type { Painter } from "../painter.ts";
import type { ColorMatrix, Stroke } from "../stroke.ts";

/** The matrix of CSS `sepia(1)`. */
const sepia: ColorMatrix = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
];

/** Steep enough that neighbouring grey levels land on black and white. */
const steep = 1000;

export const filter: Painter<"filter"> = {
  strokes: ({ width, height }, step) => strokesOf({ width, height }, step),
};

function strokesOf(size: Size, { name, color, level }: StepOf<"filter">): readonly Stroke[] {
  switch (name) {
    case "grayscale":
      return [{ kind: "gray", size }];
    case "negate":
      return [{ kind: "negate", size }];
    case "sepia":
      return [{ kind: "recomb", matrix: sepia, size }];
    case "tint":
      return [{ kind: "tint", color: color ?? "000000ff", size }];
    case "threshold":
      // Not sharp's own threshold: that one treats transparency like a colour.
      return [{ kind: "gray", size }, { kind: "linear", factor: steep, offset: -steep * ((level ?? 128) - 0.5), size }];
    case "normalise":
      return [{ kind: "normalise", size }];
  }
}
