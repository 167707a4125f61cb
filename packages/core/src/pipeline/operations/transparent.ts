import { channelsOf } from "../light.ts";
import type { Painter } from "../painter.ts";

export const transparent: Painter<"transparent"> = {
  strokes: ({ width, height }, { color, tolerance }) => [
    {
      kind: "erase",
      color: color === undefined ? undefined : channelsOf(color),
      tolerance,
      size: { width, height },
    },
  ],
};
