import type { Painter } from "../painter.ts";

export const flatten: Painter<"flatten"> = {
  strokes: ({ width, height }, { color }) => [{ kind: "flatten", color, size: { width, height } }],
};
