import { sameSize, side } from "../geometry.ts";
import type { Painter } from "../painter.ts";
import { lackingRegion, regionOf } from "../region.ts";
import { scale } from "../stroke.ts";
import { widened } from "../wide-blur.ts";

export const blur: Painter<"blur"> = {
  lacks: lackingRegion,
  strokes: ({ width, height }, step) => {
    const before = { width, height };
    const { sigma, amount } = step;
    if (step.within === "faces")
      return [{ kind: "faces", paint: { kind: "soften", sigma, amount, size: before }, size: before }];
    const box = regionOf(before, step);
    if (box === undefined) return [];
    if (amount !== 1 || !sameSize(box, before)) return [{ kind: "soften", sigma, amount, box, size: before }];
    const { shrink, sigma: left } = widened(sigma);
    if (shrink === 1) return [{ kind: "blur", sigma, size: before }];
    const small = { width: side(width / shrink), height: side(height / shrink) };
    return [
      ...scale(before, small, "cubic"),
      { kind: "blur", sigma: left, size: small },
      ...scale(small, before, "cubic"),
    ];
  },
};
