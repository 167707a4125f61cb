import type { Painter } from "../painter.ts";

export const texture: Painter<"texture"> = {
  strokes: ({ width, height: rows }, { name, size: side, height, limit }) => [
    { kind: "texture", name, side, height: height ?? side, limit, size: { width, height: rows } },
  ],
};
