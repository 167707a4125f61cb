import { mirrored } from "../dihedral.ts";
import type { Painter } from "../painter.ts";

export const flip: Painter<"flip"> = {
  strokes: (before, { horizontal, vertical }) => [mirrored(before, horizontal, vertical)],
};
