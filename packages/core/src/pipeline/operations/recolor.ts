import type { Painter } from "../painter.ts";
import { matrix } from "../stage.ts";

export const recolor: Painter<"recolor"> = {
  strokes: ({ width, height }, { matrix: cells }) => {
    const size = { width, height };
    if (cells.length === 16)
      return [{ kind: "colors", stages: [{ do: "channels", matrix: cells }], alpha: true, size }];
    const rows = matrix((row, column) => cells[row * 3 + column] ?? 0);
    return [{ kind: "colors", stages: [{ do: "matrix", rows }], size }];
  },
};
