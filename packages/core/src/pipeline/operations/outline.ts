import { reachOf } from "../wide-blur.ts";
import type { Painter } from "../painter.ts";

export const outline: Painter<"outline"> = {
  strokes: (before, { width, sigma, color }) => {
    const reach = width + reachOf(sigma);
    const size = { width: before.width + 2 * reach, height: before.height + 2 * reach };
    return [{ kind: "outline", width, sigma, color, pictureAt: { left: reach, top: reach }, size }];
  },
};
