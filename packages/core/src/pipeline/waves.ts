/** How much of a picture is a wave of so many half turns across and down: what all small hashes are made of. */

/** One channel of a picture, row by row. */
export interface Channel {
  readonly values: Float64Array;
  readonly width: number;
  readonly height: number;
}

/**
 * The mean of the channel times cosines of `across` and `down` half turns, from the first pixel on; `offset` is where in
 * a pixel it is sampled, 0 to 1.
 */
export function wave({ values, width, height }: Channel, across: number, down: number, offset: number): number {
  const columns = Float64Array.from({ length: width }, (_, x) => Math.cos((Math.PI * across * (x + offset)) / width));
  let sum = 0;
  for (let y = 0; y < height; y += 1) {
    let row = 0;
    for (let x = 0; x < width; x += 1) row += (values[y * width + x] ?? 0) * (columns[x] ?? 0);
    sum += row * Math.cos((Math.PI * down * (y + offset)) / height);
  }
  return sum / (width * height);
}
