import type { Painter } from "../painter.ts";
import { lackingRegion, regionOf } from "../region.ts";

export const pixelate: Painter<"pixelate"> = {
  lacks: lackingRegion,
  strokes: ({ width, height }, step) => {
    const size = { width, height };
    const box = regionOf(size, step);
    return box === undefined ? [] : [{ kind: "squares", side: step.size, box, size }];
  },
};
