import { placeWithin, smallestAround } from "../geometry.ts";
import type { Painter } from "../painter.ts";
import { extend as canvas } from "../stroke.ts";

export const extend: Painter<"extend"> = {
  strokes: (before, { top, right, bottom, left, aspect, anchor, fill, color }) => {
    if (aspect === undefined) {
      const size = { width: before.width + left + right, height: before.height + top + bottom };
      return canvas(before, size, { left, top }, fill, color);
    }
    const size = smallestAround(before, { width: aspect[0], height: aspect[1] });
    return canvas(before, size, placeWithin(anchor, before, size), fill, color);
  },
};
