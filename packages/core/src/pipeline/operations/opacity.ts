import type { Painter } from "../painter.ts";

export const opacity: Painter<"opacity"> = {
  strokes: ({ width, height }, { amount }) => [{ kind: "opacity", amount, size: { width, height } }],
};
