import type { Size, StepOf } from "@intaglio/contract";
import type { Painter } from "../painter.ts";
import type { ColorMatrix, Stroke } from "../stroke.ts";

/** The matrix of CSS `grayscale(1)`. Not sharp's own greyscale: written to pixels, that one drops transparency. */
const gray: ColorMatrix = [
  [0.2126, 0.7152, 0.0722],
  [0.2126, 0.7152, 0.0722],
  [0.2126, 0.7152, 0.0722],
];
/** The matrix of CSS `sepia(1)`. */
const sepia: ColorMatrix = [
  [0.393, 0.769, 0.189],
  [0.349, 0.686, 0.168],
  [0.272, 0.534, 0.131],
];

/** Steep enough that neighbouring grey levels land on black and white. */
const steep = 1000;

export const filter: Painter<"filter"> = {
  lacks: ({ name }) => (["colorize", "enhance", "equalise"].includes(name) ? name : undefined),
  strokes: ({ width, height }, step) => strokesOf({ width, height }, step),
};

function strokesOf(size: Size, { name, color, level }: StepOf<"filter">): readonly Stroke[] {
  switch (name) {
    case "grayscale":
      return [{ kind: "recomb", matrix: gray, size }];
    case "negate":
      return [{ kind: "linear", factor: -1, offset: 255, size }];
    case "sepia":
      return [{ kind: "recomb", matrix: sepia, size }];
    case "tint":
      return [{ kind: "tint", color: color ?? "000000ff", size }];
    case "threshold":
      // Not sharp's own threshold: that one treats transparency like a colour.
      return [
        { kind: "recomb", matrix: gray, size },
        { kind: "linear", factor: steep, offset: -steep * ((level ?? 128) - 0.5), size },
      ];
    case "normalise":
      return [{ kind: "normalise", size }];
    case "colorize":
    case "enhance":
    case "equalise":
      return [];
  }
}
