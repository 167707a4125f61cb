import type { Painter } from "../painter.ts";

export const vignette: Painter<"vignette"> = {
  strokes: ({ width, height }, { amount }) => [{ kind: "vignette", amount, size: { width, height } }],
};
