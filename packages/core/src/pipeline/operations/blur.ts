import { side } from "../geometry.ts";
import type { Painter } from "../painter.ts";
import { scale } from "../stroke.ts";

/** Above this a Gaussian's cost grows without a visible gain: sigma 1000 on 25 megapixels would run for minutes. */
const costly = 16;

export const blur: Painter<"blur"> = {
  strokes: ({ width, height }, { sigma }) => {
    const before = { width, height };
    if (sigma <= costly) return [{ kind: "blur", sigma, size: before }];
    // What a wide Gaussian leaves over has no fine detail, so it can be made small and sized up again.
    const shrink = (2 * sigma) / costly;
    const small = { width: side(width / shrink), height: side(height / shrink) };
    return [
      ...scale(before, small, "cubic"),
      { kind: "blur", sigma: Math.max(0.3, sigma / shrink), size: small },
      ...scale(small, before, "cubic"),
    ];
  },
};
