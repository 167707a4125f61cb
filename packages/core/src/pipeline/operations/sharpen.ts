import type { Painter } from "../painter.ts";

export const sharpen: Painter<"sharpen"> = {
  strokes: ({ width, height }, { sigma, amount, flat, threshold, maxBrighten, maxDarken }) => {
    const strongest = Math.max(amount, flat);
    const brighten = maxBrighten ?? 10 * strongest;
    const darken = maxDarken ?? 20 * strongest;
    return [{ kind: "sharpen", sigma, amount, flat, threshold, brighten, darken, size: { width, height } }];
  },
};
