/** The matrices of CSS's filter functions (Filter Effects Module Level 1). */
import { lumaWeights } from "./light.ts";
import { matrix, type ColorMatrix } from "./stage.ts";

/** CSS uses rounder weights here than in `grayscale`. */
const luma = [0.213, 0.715, 0.072] as const;

const at = <T>(three: readonly [T, T, T], index: number): T => three[index as 0 | 1 | 2];
const same = (row: number, column: number): number => (row === column ? 1 : 0);

/** `saturate()`: 0 grey, 1 neutral. */
export function saturate(amount: number): ColorMatrix {
  return matrix((row, column) => at(luma, column) * (1 - amount) + amount * same(row, column));
}

/** `hue-rotate()`, in degrees. */
export function hueRotate(degrees: number): ColorMatrix {
  const cos = Math.cos((degrees * Math.PI) / 180);
  const sin = Math.sin((degrees * Math.PI) / 180);
  const skew: ColorMatrix = [
    [-0.213, -0.715, 0.928],
    [0.143, 0.14, -0.283],
    [-0.787, 0.715, 0.072],
  ];
  return matrix(
    (row, column) => at(luma, column) + cos * (same(row, column) - at(luma, column)) + sin * at(at(skew, row), column),
  );
}

/** `grayscale()`: 0 neutral, 1 grey. */
export function grayscale(amount: number): ColorMatrix {
  return toward(
    matrix((_, column) => at(lumaWeights, column)),
    amount,
  );
}

/** `sepia()`: 0 neutral, 1 brown. */
export function sepia(amount: number): ColorMatrix {
  return toward(
    [
      [0.393, 0.769, 0.189],
      [0.349, 0.686, 0.168],
      [0.272, 0.534, 0.131],
    ],
    amount,
  );
}

function toward(whole: ColorMatrix, amount: number): ColorMatrix {
  return matrix((row, column) => amount * at(at(whole, row), column) + (1 - amount) * same(row, column));
}
