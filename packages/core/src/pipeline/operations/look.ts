import { lookStages } from "../looks.ts";
import type { Painter } from "../painter.ts";

export const look: Painter<"look"> = {
  strokes: ({ width, height }, { name, amount }) => [
    { kind: "colors", stages: lookStages(name, amount), size: { width, height } },
  ],
};
