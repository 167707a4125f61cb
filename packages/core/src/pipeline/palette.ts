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
  const data = Buffer.alloc(width * height * 4);
  const nearest = new Int16Array(cellCount).fill(-1);
  const [now, next] = [new Float32Array((width + 2) * 4), new Float32Array((width + 2) * 4)];
  const wanted: [number, number, number, number] = [0, 0, 0, 0];
  for (let y = 0; y < height; y += 1) {
    now.set(next);
    next.fill(0);
    for (let x = 0; x < width; x += 1) {
      readPixel(picture, y * width + x, wanted);
      for (let channel = 0; channel < 3; channel += 1)
        wanted[channel] = clamp((wanted[channel] ?? 0) + (now[(x + 1) * 4 + channel] ?? 0));
      const key = keyOf(wanted);
      let at = nearest[key] ?? -1;
      if (at < 0) nearest[key] = at = nearestTo(wanted, palette);
      const chosen = palette[at] ?? wanted;
      data.set(chosen, (y * width + x) * 4);
      for (let channel = 0; channel < 3; channel += 1) {
        const left = (wanted[channel] ?? 0) - (chosen[channel] ?? 0);
        pass(now, x + 2, channel, (left * 7) / 16);
        pass(next, x, channel, (left * 3) / 16);
        pass(next, x + 1, channel, (left * 5) / 16);
        pass(next, x + 2, channel, left / 16);
      }
    }
  }
  return { data, width, height, channels: 4 };
}

function pass(row: Float32Array | Float64Array, x: number, channel: number, value: number): void {
  row[x * 4 + channel] = (row[x * 4 + channel] ?? 0) + value;
}

const clamp = (value: number): number => Math.max(0, Math.min(255, value));

function readPixel({ data, channels }: RawPicture, index: number, into: [number, number, number, number]): void {
  const at = index * channels;
  const grey = channels < 3;
  into[0] = data[at] ?? 0;
  into[1] = data[grey ? at : at + 1] ?? 0;
  into[2] = data[grey ? at : at + 2] ?? 0;
  into[3] = channels === 4 || channels === 2 ? (data[at + channels - 1] ?? 255) : 255;
  if (into[3] === 0) into[0] = into[1] = into[2] = 0; // whatever lies under what is not seen is one colour
}

function keyOf([red, green, blue, opacity]: Color): number {
  const shift = 8 - colorBits;
  return (
    ((red >> shift) << (2 * colorBits + opacityBits)) |
    ((green >> shift) << (colorBits + opacityBits)) |
    ((blue >> shift) << opacityBits) |
    (opacity >> (8 - opacityBits))
  );
}

/** The means of pixels that fall together. Of large pictures not every pixel is asked. */
function cellsOf(picture: RawPicture): Weighted[] {
  const counts = new Uint32Array(cellCount);
  const sums = new Float64Array(cellCount * 4);
  const pixel: [number, number, number, number] = [0, 0, 0, 0];
  const total = picture.width * picture.height;
  const stride = Math.max(1, Math.floor(total / maxAsked));
  for (let index = 0; index < total; index += stride) {
    readPixel(picture, index, pixel);
    const key = keyOf(pixel);
    counts[key] = (counts[key] ?? 0) + 1;
    for (let channel = 0; channel < 4; channel += 1) pass(sums, key, channel, pixel[channel] ?? 0);
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

function nearestTo([red, green, blue, opacity]: Color, colors: readonly Color[]): number {
  let best = 0;
  let least = Infinity;
  for (let index = 0; index < colors.length; index += 1) {
    const [r, g, b, a] = colors[index] as Color;
    const far = (red - r) ** 2 + (green - g) ** 2 + (blue - b) ** 2 + (opacity - a) ** 2;
    if (far < least) [least, best] = [far, index];
  }
  return best;
}
