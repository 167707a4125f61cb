import type { Painter } from "../painter.ts";
import { rounded } from "../shape.ts";
import { extend } from "../stroke.ts";

export const border: Painter<"border"> = {
  strokes: (before, { width, color, radii }) => {
    const size = { width: before.width + 2 * width, height: before.height + 2 * width };
    if (radii === undefined) return extend(before, size, { left: width, top: width }, "color", color);
    return [{ kind: "ring", width, color, shape: rounded(size, radii), size }];
  },
};
