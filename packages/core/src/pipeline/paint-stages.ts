/** Stages of colour on pixels. */
import { fromCube, fromLight, fromXyz, lumaWeights, tableOf, toCube, toLight, toXyz } from "./light.ts";
import type { RawPicture } from "./raw.ts";
import { table, type Stage, type Table } from "./stage.ts";

type StageOf<Do extends Stage["do"]> = Extract<Stage, { readonly do: Do }>;
/** Red, green, blue and transparency of some pixels, as fractions of 0 to 255. */
type Pixels = Float32Array;

/** Pixels at a time: they stay in the processor's nearest cache from stage to stage. */
const stretch = 1024;

/** Changes a picture's pixels in place. Where it has no transparency, what would change that is left out. */
export function paintStages(picture: RawPicture, stages: readonly Stage[]): void {
  const { data, channels } = picture;
  const values = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  const pixels = new Float32Array(stretch * 4).fill(255);
  // The first curves see whole numbers: their table is read as it is, while pixels are taken in.
  const [first] = stages;
  const [tables, rest] = first?.do === "curves" ? [first.tables, stages.slice(1)] : [same, stages];
  for (let from = 0; from < values.length; from += stretch * channels) {
    const end = Math.min(from + stretch * channels, values.length);
    take(pixels, values, from, end, channels, tables);
    for (const stage of rest) paint(pixels, stage);
    give(pixels, values, from, end, channels);
  }
}

const identity = table((of) => of);
const same = [identity, identity, identity, identity] as const;

function take(
  pixels: Pixels,
  values: Uint8ClampedArray,
  from: number,
  end: number,
  channels: number,
  [red, green, blue, alpha = identity]: readonly [Table, Table, Table, Table?],
): void {
  for (let at = from, to = 0; at < end; at += channels, to += 4) {
    pixels[to] = red[values[at] as number] as number;
    pixels[to + 1] = green[values[at + 1] as number] as number;
    pixels[to + 2] = blue[values[at + 2] as number] as number;
    if (channels === 4) pixels[to + 3] = alpha[values[at + 3] as number] as number;
  }
}

/** The array rounds and cuts. */
function give(pixels: Pixels, values: Uint8ClampedArray, from: number, end: number, channels: number): void {
  for (let at = from, to = 0; at < end; at += channels, to += 4) {
    values[at] = pixels[to] as number;
    values[at + 1] = pixels[to + 1] as number;
    values[at + 2] = pixels[to + 2] as number;
    if (channels === 4) values[at + 3] = pixels[to + 3] as number;
  }
}

const painters: { readonly [Do in Stage["do"]]: (pixels: Pixels, stage: StageOf<Do>) => void } = {
  curves: (pixels, { tables: [red, green, blue, alpha] }) => {
    for (let at = 0; at < pixels.length; at += 4) {
      pixels[at] = between(red, pixels[at] as number);
      pixels[at + 1] = between(green, pixels[at + 1] as number);
      pixels[at + 2] = between(blue, pixels[at + 2] as number);
      if (alpha) pixels[at + 3] = between(alpha, pixels[at + 3] as number);
    }
  },
  matrix: (pixels, { rows: [[a, b, c], [d, e, f], [g, h, i]] }) => {
    for (let at = 0; at < pixels.length; at += 4) {
      const red = pixels[at] as number;
      const green = pixels[at + 1] as number;
      const blue = pixels[at + 2] as number;
      pixels[at] = cut(a * red + b * green + c * blue);
      pixels[at + 1] = cut(d * red + e * green + f * blue);
      pixels[at + 2] = cut(g * red + h * green + i * blue);
    }
  },
  channels: (pixels, { matrix }) => {
    const cells = Float64Array.from(matrix);
    for (let at = 0; at < pixels.length; at += 4) {
      const red = pixels[at] as number;
      const green = pixels[at + 1] as number;
      const blue = pixels[at + 2] as number;
      const alpha = pixels[at + 3] as number;
      for (let row = 0; row < 4; row += 1)
        pixels[at + row] = cut(
          (cells[row * 4] as number) * red +
            (cells[row * 4 + 1] as number) * green +
            (cells[row * 4 + 2] as number) * blue +
            (cells[row * 4 + 3] as number) * alpha,
        );
    }
  },
  vibrance: (pixels, { amount }) => {
    for (let at = 0; at < pixels.length; at += 4) {
      const red = pixels[at] as number;
      const green = pixels[at + 1] as number;
      const blue = pixels[at + 2] as number;
      const most = Math.max(red, green, blue);
      if (most === 0) continue;
      const factor = 1 + (amount * Math.min(red, green, blue)) / most;
      const grey = luma(red, green, blue);
      pixels[at] = cut(grey + factor * (red - grey));
      pixels[at + 1] = cut(grey + factor * (green - grey));
      pixels[at + 2] = cut(grey + factor * (blue - grey));
    }
  },
  lightness: (pixels, { shift }) => {
    for (let at = 0; at < pixels.length; at += 4) lighten(pixels, at, shift);
  },
  shift: (pixels, { tables: [red, green, blue] }) => {
    for (let at = 0; at < pixels.length; at += 4) {
      const grey = luma(pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number);
      pixels[at] = cut((pixels[at] as number) + between(red, grey));
      pixels[at + 1] = cut((pixels[at + 1] as number) + between(green, grey));
      pixels[at + 2] = cut((pixels[at + 2] as number) + between(blue, grey));
    }
  },
  ramp: (pixels, { by, tables: [red, green, blue, alpha] }) => {
    const grey = by === "luma" ? luma : luminance;
    for (let at = 0; at < pixels.length; at += 4) {
      const step = (grey(pixels[at] as number, pixels[at + 1] as number, pixels[at + 2] as number) + 0.5) | 0;
      pixels[at] = red[step] as number;
      pixels[at + 1] = green[step] as number;
      pixels[at + 2] = blue[step] as number;
      if (alpha) pixels[at + 3] = ((pixels[at + 3] as number) * (alpha[step] as number)) / 255;
    }
  },
  mix: (pixels, { amount, stages }) => {
    const before = pixels.slice();
    for (const stage of stages) paint(pixels, stage);
    for (let at = 0; at < pixels.length; at += 1) {
      const was = before[at] as number;
      pixels[at] = cut(was + amount * ((pixels[at] as number) - was));
    }
  },
};

function paint<Do extends Stage["do"]>(pixels: Pixels, stage: StageOf<Do>): void {
  (painters[stage.do] as (pixels: Pixels, stage: StageOf<Do>) => void)(pixels, stage);
}

function cut(value: number): number {
  return value < 0 ? 0 : value > 255 ? 255 : value;
}

/** A table's value between two of its steps. */
function between(of: Table, at: number): number {
  const step = at | 0;
  const low = of[step] as number;
  return step === 255 ? low : low + (at - step) * ((of[step + 1] as number) - low);
}

const [redWeight, greenWeight, blueWeight] = lumaWeights;

/** The grey of CSS, 0 to 255. */
function luma(red: number, green: number, blue: number): number {
  return redWeight * red + greenWeight * green + blueWeight * blue;
}

const lights = table((of) => 255 * toLight(of)).map((light) => light / 255);
const values = tableOf(fromLight);
const cubes = tableOf(toCube);

/** The grey whose light is as strong, 0 to 255. */
function luminance(red: number, green: number, blue: number): number {
  return share(
    values,
    redWeight * between(lights, red) + greenWeight * between(lights, green) + blueWeight * between(lights, blue),
  );
}

/** A value of a table over 0 to 1. */
function share(of: Table, at: number): number {
  const place = at * 4096;
  if (place <= 0) return of[0] as number;
  if (place >= 4096) return of[4096] as number;
  const step = place | 0;
  const low = of[step] as number;
  return low + (place - step) * ((of[step + 1] as number) - low);
}

const [[xr, xg, xb], [yr, yg, yb], [zr, zg, zb]] = toXyz;
const [[rx, ry, rz], [gx, gy, gz], [bx, by, bz]] = fromXyz;

/** Lightness moves all three of Lab's cubes alike, so that its two colours stay. */
function lighten(pixels: Pixels, at: number, shift: Table): void {
  const red = between(lights, pixels[at] as number);
  const green = between(lights, pixels[at + 1] as number);
  const blue = between(lights, pixels[at + 2] as number);
  const cube = share(cubes, yr * red + yg * green + yb * blue);
  const more = between(shift, cut((116 * cube - 16) * 2.55)) / 116;
  const x = fromCube(share(cubes, xr * red + xg * green + xb * blue) + more);
  const y = fromCube(cube + more);
  const z = fromCube(share(cubes, zr * red + zg * green + zb * blue) + more);
  pixels[at] = share(values, rx * x + ry * y + rz * z);
  pixels[at + 1] = share(values, gx * x + gy * y + gz * z);
  pixels[at + 2] = share(values, bx * x + by * y + bz * z);
}
