import { lumaWeights } from "../light.ts";
import type { RawPicture } from "../raw.ts";

/** A tile has at least so many pixels a side, or nothing could be counted; and a picture at most so many tiles a side. */
const [leastSide, mostTiles] = [8, 128];

/**
 * Evens out contrast tile by tile, each pixel by the four tiles around it. Not sharp's own: that one counts anew around
 * every pixel (0.5 to 1.4 seconds a megapixel), and shifts colours, as each channel goes its own way.
 */
export function clahe(picture: RawPicture, width: number, height: number, limit: number): RawPicture {
  const across = tiles(picture.width, width);
  const down = tiles(picture.height, height);
  const maps = mapsOf(picture, across, down, limit);
  const [columns, rows] = [places(picture.width, across), places(picture.height, down)];
  const { data, channels } = picture;
  const values = new Uint8ClampedArray(data.buffer, data.byteOffset, data.length);
  for (let y = 0, at = 0; y < picture.height; y += 1) {
    const [high, low] = [(rows.low[y] as number) * across, (rows.high[y] as number) * across];
    const toLow = rows.share[y] as number;
    for (let x = 0; x < picture.width; x += 1, at += channels) {
      const luma = lumaAt(data, at);
      const [left, right] = [columns.low[x] as number, columns.high[x] as number];
      const toRight = columns.share[x] as number;
      const above = mixed(maps, ((high + left) << 8) + luma, ((high + right) << 8) + luma, toRight);
      const below = mixed(maps, ((low + left) << 8) + luma, ((low + right) << 8) + luma, toRight);
      const more = above + toLow * (below - above) - luma;
      values[at] = (values[at] as number) + more;
      values[at + 1] = (values[at + 1] as number) + more;
      values[at + 2] = (values[at + 2] as number) + more;
    }
  }
  return picture;
}

function tiles(side: number, size: number): number {
  return Math.min(mostTiles, Math.max(1, Math.round(side / Math.max(leastSide, size))));
}

const [red, green, blue] = lumaWeights;

function lumaAt(data: Uint8Array, at: number): number {
  return (red * (data[at] as number) + green * (data[at + 1] as number) + blue * (data[at + 2] as number) + 0.5) | 0;
}

function mixed(maps: Uint8Array, one: number, other: number, share: number): number {
  const low = maps[one] as number;
  return low + share * ((maps[other] as number) - low);
}

/** The tiles whose middles are before and after each pixel along a side, and how near the second is. */
function places(side: number, count: number): { low: Int32Array; high: Int32Array; share: Float32Array } {
  const place = (at: number): number => ((at + 0.5) / side) * count - 0.5;
  const tile = (at: number): number => Math.min(count - 1, Math.max(0, at));
  return {
    low: Int32Array.from({ length: side }, (_, at) => tile(Math.floor(place(at)))),
    high: Int32Array.from({ length: side }, (_, at) => tile(Math.floor(place(at)) + 1)),
    share: Float32Array.from({ length: side }, (_, at) => place(at) - Math.floor(place(at))),
  };
}

/** Each tile's new luma for each luma. */
function mapsOf(picture: RawPicture, across: number, down: number, limit: number): Uint8Array {
  const counts = countTiles(picture, across, down);
  const maps = new Uint8Array(counts.length);
  for (let tile = 0; tile < across * down; tile += 1) {
    const range = counts.subarray(tile * 256, tile * 256 + 256);
    const total = range.reduce((sum, count) => sum + count, 0);
    if (limit > 0) level(range, (Math.max(1, limit) * total) / 256);
    let sum = 0;
    for (let step = 0; step < 256; step += 1) {
      sum += range[step] as number;
      maps[tile * 256 + step] = total === 0 ? step : Math.round((255 * sum) / total);
    }
  }
  return maps;
}

/** Spreads what is above a count over those below it, until none is above: so the map still reaches both ends. */
function level(counts: Float32Array, most: number): void {
  for (let round = 0; round < 8; round += 1) {
    const over = counts.reduce((sum, count) => sum + Math.max(0, count - most), 0);
    const below = counts.reduce((sum, count) => sum + (count < most ? 1 : 0), 0);
    if (over < most / 100 || below === 0) return;
    for (let step = 0; step < 256; step += 1) {
      const count = counts[step] as number;
      counts[step] = count < most ? count + over / below : most;
    }
  }
}

function countTiles({ data, width, height, channels }: RawPicture, across: number, down: number): Float32Array {
  const counts = new Float32Array(across * down * 256);
  const columns = Int32Array.from({ length: width }, (_, x) => Math.floor((x * across) / width));
  for (let y = 0, at = 0; y < height; y += 1) {
    const row = Math.floor((y * down) / height) * across;
    for (let x = 0; x < width; x += 1, at += channels) {
      const to = ((row + (columns[x] as number)) << 8) + lumaAt(data, at);
      counts[to] = (counts[to] as number) + (channels === 4 ? (data[at + 3] as number) / 255 : 1);
    }
  }
  return counts;
}
