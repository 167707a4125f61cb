import type { Painter } from "../painter.ts";
import { lackingRegion, regionOf } from "../region.ts";

export const pixelate: Painter<"pixelate"> = {
  lacks: lackingRegion,
  strokes: ({ width, height }, step) => {
    const size = { width, height };
    if (step.within === "faces") return [{ kind: "faces", paint: { kind: "squares", side: step.size, size }, size }];
    const box = regionOf(size, step);
    return box === undefined ? [] : [{ kind: "squares", side: step.size, box, size }];
  },
};
