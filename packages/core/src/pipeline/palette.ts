/**
 * A picture's main colours, and the picture in so many. sharp's palettes have 2, 4, 16 or 256 colours, whatever it is
 * asked for; and it tells nobody which.
 */
import type { RawPicture } from "./raw.ts";

/** Red, green, blue and opacity, 0 to 255. */
export type Color = readonly [number, number, number, number];

/** A colour with how many pixels it stands for. */
export interface Weighted {
  readonly color: Color;
  readonly pixels: number;
}

/** Colours that differ in less than this many lowest bits fall together: 32 levels of each colour, 8 of opacity. */
const colorBits = 5;
const opacityBits = 3;
const cellCount = 1 << (3 * colorBits + opacityBits);
/** Pixels that are asked at most, about. */
const maxAsked = 1_000_000;

/**
 * At most `count` colours that stand for the picture's, the most frequent first: cells of like colours, cut where they
 * differ most, and settled by a few rounds of nearest means. The same pixels give the same colours.
 */
export function mainColors(picture: RawPicture, count: number): Weighted[] {
  const points = cellsOf(picture);
  let groups = points.length <= count ? points.map((point) => [point]) : split(points, count);
  for (let round = 0; round < 3 && points.length > count; round += 1) groups = regroup(points, groups.map(joined));
  return groups
    .map(joined)
    .toSorted((one, other) => other.pixels - one.pixels || keyOf(one.color) - keyOf(other.color));
}

/** The picture in at most `count` colours, chosen for it; what rounding leaves over is passed on to the neighbours. */
export function reduceColors(picture: RawPicture, count: number): RawPicture {
  const palette = mainColors(picture, count).map(({ color }) => color.map(Math.round) as unknown as Color);
  const { width, height } = picture;
  const data = Buffer.allocUnsafe(width * height * 4);
  const nearest = new Int16Array(cellCount).fill(-1);
  let [now, next] = [new Float32Array((width + 2) * 3), new Float32Array((width + 2) * 3)];
  const wanted: Pixel = [0, 0, 0, 0];
  for (let y = 0; y < height; y += 1) {
    [now, next] = [next, now.fill(0)];
    for (let x = 0; x < width; x += 1) {
      const index = y * width + x;
      readPixel(picture, index, wanted);
      for (let channel = 0; channel < 3; channel += 1)
        wanted[channel] = clamp((wanted[channel] as number) + (now[(x + 1) * 3 + channel] as number));
      const key = keyOf(wanted);
      let at = nearest[key] as number;
      if (at < 0) nearest[key] = at = nearestTo(wanted, palette);
      const chosen = palette[at] as Color;
      for (let channel = 0; channel < 4; channel += 1) data[index * 4 + channel] = chosen[channel] as number;
      for (let channel = 0; channel < 3; channel += 1)
        spread(now, next, x * 3 + channel, (wanted[channel] as number) - (chosen[channel] as number));
    }
  }
  return { data, width, height, channels: 4 };
}

/** Floyd and Steinberg's shares: to the right, and to the three pixels below. Rows begin one pixel early. */
function spread(now: Float32Array, next: Float32Array, at: number, left: number): void {
  now[at + 6] = (now[at + 6] as number) + (left * 7) / 16;
  next[at] = (next[at] as number) + (left * 3) / 16;
  next[at + 3] = (next[at + 3] as number) + (left * 5) / 16;
  next[at + 6] = (next[at + 6] as number) + left / 16;
}

const clamp = (value: number): number => Math.max(0, Math.min(255, value));

/** One pixel, to be written over. */
type Pixel = [number, number, number, number];

function readPixel({ data, channels }: RawPicture, index: number, into: Pixel): void {
  const at = index * channels;
  const grey = channels < 3;
  into[0] = data[at] as number;
  into[1] = data[grey ? at : at + 1] as number;
  into[2] = data[grey ? at : at + 2] as number;
  into[3] = channels === 4 || channels === 2 ? (data[at + channels - 1] as number) : 255;
  if (into[3] === 0) into[0] = into[1] = into[2] = 0; // whatever lies under what is not seen is one colour
}

function keyOf(color: Color): number {
  const shift = 8 - colorBits;
  return (
    ((color[0] >> shift) << (2 * colorBits + opacityBits)) |
    ((color[1] >> shift) << (colorBits + opacityBits)) |
    ((color[2] >> shift) << opacityBits) |
    (color[3] >> (8 - opacityBits))
  );
}

/** The means of pixels that fall together. Of large pictures not every pixel is asked. */
function cellsOf(picture: RawPicture): Weighted[] {
  const counts = new Uint32Array(cellCount);
  const sums = new Float64Array(cellCount * 4);
  const pixel: Pixel = [0, 0, 0, 0];
  const total = picture.width * picture.height;
  const stride = Math.max(1, Math.floor(total / maxAsked));
  for (let index = 0; index < total; index += stride) {
    readPixel(picture, index, pixel);
    const key = keyOf(pixel);
    counts[key] = (counts[key] as number) + 1;
    for (let channel = 0; channel < 4; channel += 1)
      sums[key * 4 + channel] = (sums[key * 4 + channel] as number) + (pixel[channel] as number);
  }
  const cells: Weighted[] = [];
  for (let key = 0; key < cellCount; key += 1) {
    const pixels = counts[key] ?? 0;
    if (pixels > 0)
      cells.push(meanOf([...sums.subarray(key * 4, key * 4 + 4)] as [number, number, number, number], pixels));
  }
  return cells;
}

function meanOf([red, green, blue, opacity]: Color, pixels: number): Weighted {
  return { color: [red / pixels, green / pixels, blue / pixels, opacity / pixels], pixels };
}

function joined(group: readonly Weighted[]): Weighted {
  const sums: [number, number, number, number] = [0, 0, 0, 0];
  let total = 0;
  for (const { color, pixels } of group) {
    total += pixels;
    for (let channel = 0; channel < 4; channel += 1)
      sums[channel] = (sums[channel] ?? 0) + (color[channel] ?? 0) * pixels;
  }
  return meanOf(sums, total);
}

/** How far the group's colours lie apart along its widest channel, by pixels. */
interface Spread {
  readonly group: readonly Weighted[];
  readonly channel: number;
  readonly amount: number;
}

function spreadOf(group: readonly Weighted[]): Spread {
  const { color: mean } = joined(group);
  const amounts = [0, 1, 2, 3].map((channel) =>
    group.reduce((sum, { color, pixels }) => sum + pixels * ((color[channel] ?? 0) - (mean[channel] ?? 0)) ** 2, 0),
  );
  const amount = Math.max(...amounts);
  return { group, channel: amounts.indexOf(amount), amount };
}

/** Cuts the group that is spread widest at its mean, again and again. */
function split(points: readonly Weighted[], count: number): (readonly Weighted[])[] {
  const spreads = [spreadOf(points)];
  while (spreads.length < count) {
    spreads.sort((one, other) => other.amount - one.amount);
    const [widest] = spreads;
    if (widest === undefined || widest.amount === 0) break;
    const mean = joined(widest.group).color[widest.channel] ?? 0;
    const below = widest.group.filter(({ color }) => (color[widest.channel] ?? 0) <= mean);
    const above = widest.group.filter(({ color }) => (color[widest.channel] ?? 0) > mean);
    if (above.length === 0 || below.length === 0) break;
    spreads.splice(0, 1, spreadOf(below), spreadOf(above));
  }
  return spreads.map(({ group }) => group);
}

function regroup(points: readonly Weighted[], centres: readonly Weighted[]): (readonly Weighted[])[] {
  const colors = centres.map(({ color }) => color);
  const groups: Weighted[][] = colors.map(() => []);
  for (const point of points) groups[nearestTo(point.color, colors)]?.push(point);
  return groups.filter((group) => group.length > 0);
}

function nearestTo(color: Color, colors: readonly Color[]): number {
  let best = 0;
  let least = Infinity;
  for (let index = 0; index < colors.length; index += 1) {
    const other = colors[index] as Color;
    let far = 0;
    for (let channel = 0; channel < 4; channel += 1)
      far += ((color[channel] as number) - (other[channel] as number)) ** 2;
    if (far < least) [least, best] = [far, index];
  }
  return best;
}
