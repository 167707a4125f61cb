import type { Painter } from "../painter.ts";
import { table } from "../stage.ts";

export const linear: Painter<"linear"> = {
  strokes: ({ width, height }, { factor, offset }) => {
    const one = (channel: number): Float32Array => {
      const [times = 1, plus = 0] = [factor[channel] ?? factor[0], offset[channel] ?? offset[0]];
      return table((of) => times * of + plus);
    };
    return [{ kind: "colors", stages: [{ do: "curves", tables: [one(0), one(1), one(2)] }], size: { width, height } }];
  },
};
