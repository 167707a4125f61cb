import type { Painter } from "../painter.ts";
import { ellipse, rounded } from "../shape.ts";

export const mask: Painter<"mask"> = {
  strokes: ({ width, height }, { radii, vertical, shape }) => {
    const size = { width, height };
    if (radii !== undefined) return [{ kind: "cutOut", shape: rounded(size, radii, vertical), size }];
    const side = Math.min(width, height);
    const box = shape === "circle" ? { width: side, height: side } : size;
    const at = { left: (width - box.width) / 2, top: (height - box.height) / 2 };
    return [{ kind: "cutOut", shape: ellipse({ ...box, ...at }), size }];
  },
};
