import { reachOf } from "../wide-blur.ts";
import type { Painter } from "../painter.ts";

export const shadow: Painter<"shadow"> = {
  strokes: (before, { x, y, sigma, color }) => {
    const reach = reachOf(sigma);
    const pictureAt = { left: Math.max(0, reach - x), top: Math.max(0, reach - y) };
    const size = {
      width: pictureAt.left + before.width + Math.max(0, reach + x),
      height: pictureAt.top + before.height + Math.max(0, reach + y),
    };
    return [{ kind: "shadow", x, y, sigma, color, pictureAt, size }];
  },
};
