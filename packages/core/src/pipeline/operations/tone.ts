import type { Painter } from "../painter.ts";
import { gradient } from "../ramp.ts";
import { mixed } from "../stage.ts";

export const tone: Painter<"tone"> = {
  strokes: ({ width, height }, { stops, amount, equalize }) => {
    const size = { width, height };
    const alpha = stops.every(({ color }) => color.endsWith("ff")) ? {} : ({ alpha: true } as const);
    if (equalize) return [{ kind: "levels", levels: { fit: "tone", stops, amount }, size, ...alpha }];
    return [{ kind: "colors", stages: mixed([gradient(stops)], amount), size, ...alpha }];
  },
};
