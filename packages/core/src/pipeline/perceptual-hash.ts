/** A hash of a picture's look: of 64 slow waves of its lightness, which are above the middle one. */
import type { RawPicture } from "./raw.ts";
import { wave } from "./waves.ts";

const side = 8;

/**
 * 16 hex digits, for a picture of 32x32 pixels, its sides forced. Alike pictures differ in few bits: sizes, formats and
 * qualities in up to about 6, others in about 32.
 */
export function perceptualHash({ data, width, height, channels }: RawPicture): string {
  const values = new Float64Array(width * height);
  for (let index = 0; index < values.length; index += 1) {
    const at = index * channels;
    const [red = 0, green = red, blue = red] = channels < 3 ? [data[at]] : [data[at], data[at + 1], data[at + 2]];
    values[index] = 0.299 * red + 0.587 * green + 0.114 * blue;
  }
  const waves: number[] = [];
  // From 1 on: how light the picture is as a whole, and from edge to edge, is no feature of it.
  for (let y = 1; y <= side; y += 1)
    for (let x = 1; x <= side; x += 1) waves.push(wave({ values, width, height }, x, y, 0.5));
  const sorted = waves.toSorted((one, other) => one - other);
  const middle = ((sorted[31] ?? 0) + (sorted[32] ?? 0)) / 2;
  let bits = 0n;
  for (const one of waves) bits = (bits << 1n) | (one > middle ? 1n : 0n);
  return bits.toString(16).padStart(16, "0");
}
