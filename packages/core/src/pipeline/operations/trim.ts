import type { Painter } from "../painter.ts";

export const trim: Painter<"trim"> = {
  // sharp's search has a 3 by 3 window; it refuses less, and there is no border to speak of.
  strokes: ({ width, height }, { threshold, color, keep }) =>
    width < 3 && height < 3 ? [] : [{ kind: "trim", threshold, color, keep, size: { width, height } }],
};
