import type { Size } from "@intaglio/contract";
import type { Painter } from "../painter.ts";
import type { ColorMatrix, Stroke } from "../stroke.ts";

/** CSS filter functions of the same names, and a gamma curve after them. */
export const adjust: Painter<"adjust"> = {
  strokes: ({ width, height }, { brightness, contrast, saturation, gamma, hue }) => {
    const size = { width, height };
    const strokes: Stroke[] = [];
    if (saturation !== 1 || hue !== 0) strokes.push({ kind: "recomb", matrix: colors(saturation, hue), size });
    // Rows of the matrix add up to 1, so the order of the two does not matter but for what is clipped.
    if (brightness !== 1 || contrast !== 1)
      strokes.push({ kind: "linear", factor: brightness * contrast, offset: 127.5 * (1 - contrast), size });
    return [...strokes, ...curves(gamma, size)];
  },
};

/** sharp's exponents go from 1 to 3, so a steep curve is drawn in several. */
function curves(gamma: number, size: Size): Stroke[] {
  const parts = Math.max(1, Math.ceil(Math.abs(Math.log(gamma)) / Math.log(3) - 1e-9));
  if (gamma === 1) return [];
  return Array.from({ length: parts }, () => ({ kind: "gamma", exponent: gamma ** (1 / parts), size }));
}

const luma = [0.213, 0.715, 0.072] as const;

/** The matrices of CSS `hue-rotate` and `saturate`, one after the other. */
function colors(saturation: number, degrees: number): ColorMatrix {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const skew: ColorMatrix = [
    [-0.213, -0.715, 0.928],
    [0.143, 0.14, -0.283],
    [-0.787, 0.715, 0.072],
  ];
  const hue = matrix(
    (row, column) => at(luma, column) + cos * (same(row, column) - at(luma, column)) + sin * at(at(skew, row), column),
  );
  const saturate = matrix((row, column) => at(luma, column) * (1 - saturation) + saturation * same(row, column));
  return matrix((row, column) =>
    [0, 1, 2].reduce((sum, k) => sum + at(at(saturate, row), k) * at(at(hue, k), column), 0),
  );
}

const same = (row: number, column: number): number => (row === column ? 1 : 0);
const at = <T>(three: readonly [T, T, T], index: number): T => three[index as 0 | 1 | 2];

function matrix(cell: (row: number, column: number) => number): ColorMatrix {
  const row = (index: number): [number, number, number] => [cell(index, 0), cell(index, 1), cell(index, 2)];
  return [row(0), row(1), row(2)];
}
