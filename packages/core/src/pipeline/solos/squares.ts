import type { RawPicture } from "../raw.ts";
import type { Solo } from "../solo.ts";
import type { Box } from "../geometry.ts";

/** Gives each square its mean colour. What is transparent counts as little as it shows. */
export const squares: Solo<"squares"> = (before, { side, box }) => {
  // One row of squares at a time: its sums stay in the processor's nearest cache.
  const sums = new Float64Array(Math.ceil(box.width / side) * 4);
  for (let top = box.top; top < box.top + box.height; top += side) {
    const row = { ...box, top, height: Math.min(side, box.top + box.height - top) };
    sums.fill(0);
    add(sums, before, row, side);
    means(sums, row, side);
    fill(sums, before, row, side);
  }
  return Promise.resolve(before);
};

/** Sums of red, green, blue and transparency of each square. */
function add(
  sums: Float64Array,
  { data, width, channels }: RawPicture,
  { left, top, ...row }: Box,
  side: number,
): void {
  for (let y = top; y < top + row.height; y += 1) {
    let at = (y * width + left) * channels;
    for (let x = 0, to = 0; x < row.width; to += 4)
      for (const end = Math.min(x + side, row.width); x < end; x += 1, at += channels) {
        const alpha = channels === 4 ? (data[at + 3] as number) : 255;
        sums[to] = (sums[to] as number) + (data[at] as number) * alpha;
        sums[to + 1] = (sums[to + 1] as number) + (data[at + 1] as number) * alpha;
        sums[to + 2] = (sums[to + 2] as number) + (data[at + 2] as number) * alpha;
        sums[to + 3] = (sums[to + 3] as number) + alpha;
      }
  }
}

function means(sums: Float64Array, row: Box, side: number): void {
  for (let to = 0, x = 0; to < sums.length; to += 4, x += side) {
    const alpha = sums[to + 3] as number;
    const pixels = Math.min(side, row.width - x) * row.height;
    for (let channel = to; channel < to + 3; channel += 1)
      sums[channel] = alpha === 0 ? 0 : Math.round((sums[channel] as number) / alpha);
    sums[to + 3] = Math.round(alpha / pixels);
  }
}

function fill(
  sums: Float64Array,
  { data, width, channels }: RawPicture,
  { left, top, ...row }: Box,
  side: number,
): void {
  const first = (top * width + left) * channels;
  let at = first;
  for (let x = 0, from = 0; x < row.width; from += 4)
    for (const end = Math.min(x + side, row.width); x < end; x += 1, at += channels)
      for (let channel = 0; channel < channels; channel += 1) data[at + channel] = sums[from + channel] as number;
  for (let y = 1; y < row.height; y += 1) data.copyWithin(first + y * width * channels, first, at);
}
