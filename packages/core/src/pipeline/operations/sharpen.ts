import type { Painter } from "../painter.ts";

export const sharpen: Painter<"sharpen"> = {
  strokes: ({ width, height }, { sigma, amount }) => [{ kind: "sharpen", sigma, amount, size: { width, height } }],
};
