import type { Solo } from "../solo.ts";

/** Darkens by the fourth power of the distance from the middle: most of the picture stays as it was. */
export const vignette: Solo<"vignette"> = (before, { amount }) => {
  const { data, width, height, channels } = before;
  const values = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const across = halfSquares(width);
  for (let y = 0, at = 0; y < height; y += 1) {
    const down = halfSquare(y, height);
    for (let x = 0; x < width; x += 1, at += channels) {
      const square = (across[x] as number) + down;
      const factor = 1 - amount * square * square;
      values[at] = (values[at] as number) * factor;
      values[at + 1] = (values[at + 1] as number) * factor;
      values[at + 2] = (values[at + 2] as number) * factor;
    }
  }
  return Promise.resolve(before);
};

function halfSquares(side: number): Float64Array {
  return Float64Array.from({ length: side }, (_, at) => halfSquare(at, side));
}

/** Half of the square of the distance from the middle, 1 at the ends: both directions together are 1 in the corners. */
function halfSquare(at: number, side: number): number {
  return side === 1 ? 0 : ((2 * at) / (side - 1) - 1) ** 2 / 2;
}
