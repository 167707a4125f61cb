import type { Painter } from "../painter.ts";

export const trim: Painter<"trim"> = {
  // The search has a window of 3 by 3 pixels; what is narrower is left alone.
  strokes: ({ width, height }, { threshold, color, keep }) =>
    width < 3 || height < 3 ? [] : [{ kind: "trim", threshold, color, keep, size: { width, height } }],
};
