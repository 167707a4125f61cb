/** sRGB, linear light and CIE Lab, by tables: a power for each pixel would cost more than all the rest. */

/** Weights of red, green and blue in linear light, and CSS's for grey. */
export const lumaWeights = [0.2126, 0.7152, 0.0722] as const;

/** An sRGB value, 0 to 255, as linear light, 0 to 1. */
export function toLight(value: number): number {
  const share = Math.min(1, Math.max(0, value / 255));
  return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
}

/** Linear light as an sRGB value, 0 to 255. What is outside is cut. */
export function fromLight(light: number): number {
  const share = Math.min(1, Math.max(0, light));
  return 255 * (share <= 0.0031308 ? share * 12.92 : 1.055 * share ** (1 / 2.4) - 0.055);
}

/** CIE's curve from a share of white, 0 to 1, to what lightness is counted in. */
export function toCube(share: number): number {
  return share > 216 / 24_389 ? Math.cbrt(share) : (24_389 / 27 / 116) * share + 16 / 116;
}

/** The way back from {@link toCube}. */
export function fromCube(cube: number): number {
  return cube > 6 / 29 ? cube * cube * cube : (cube - 16 / 116) * (108 / 841);
}

/** CIE lightness, 0 to 100, of a luminance from 0 to 1. */
export function lightnessOf(luminance: number): number {
  return 116 * toCube(luminance) - 16;
}

/** Linear red, green and blue to X, Y and Z as shares of white (D65), by rows; white is 1, 1, 1. */
export const toXyz = [
  [0.43395, 0.37621, 0.18984],
  [0.212673, 0.715152, 0.072175],
  [0.017757, 0.109468, 0.872775],
] as const;

/** The way back from {@link toXyz}. */
export const fromXyz = [
  [3.079955, -1.537139, -0.542816],
  [-0.921259, 1.876011, 0.045248],
  [0.052887, -0.204026, 1.151138],
] as const;

/** A function on 0 to 1 as a table of 4096 steps. */
export function tableOf(function_: (share: number) => number): Float32Array {
  return Float32Array.from({ length: 4097 }, (_, index) => function_(index / 4096));
}

/** A colour of the contract, `rrggbbaa`, as four numbers from 0 to 255. */
export function channelsOf(color: string): readonly [number, number, number, number] {
  const channel = (index: number): number => Number.parseInt(color.slice(index * 2, index * 2 + 2), 16);
  return [channel(0), channel(1), channel(2), channel(3)];
}

/** Red, green and blue, 0 to 255, as CIE Lab. */
export function toLab(red: number, green: number, blue: number): readonly [number, number, number] {
  const lights = [toLight(red), toLight(green), toLight(blue)] as const;
  const [x, y, z] = [times(toXyz[0], lights), times(toXyz[1], lights), times(toXyz[2], lights)].map(toCube) as [
    number,
    number,
    number,
  ];
  return [116 * y - 16, 500 * (x - y), 200 * (y - z)];
}

/** CIE Lab as red, green and blue, 0 to 255. What no screen can show is cut. */
export function fromLab(lightness: number, a: number, b: number): readonly [number, number, number] {
  const cube = (lightness + 16) / 116;
  const xyz = [fromCube(cube + a / 500), fromCube(cube), fromCube(cube - b / 200)] as const;
  return [fromLight(times(fromXyz[0], xyz)), fromLight(times(fromXyz[1], xyz)), fromLight(times(fromXyz[2], xyz))];
}

type Three = readonly [number, number, number];

function times(row: Three, [a, b, c]: Three): number {
  return row[0] * a + row[1] * b + row[2] * c;
}
