/** Lines of a width around what is covered. */
import type { Coverage } from "./coverage.ts";

/**
 * The coverage with everything within `width` pixels of it covered too, round at corners: by the exact distance to the
 * nearest covered pixel, in time that does not grow with the width (Felzenszwalb and Huttenlocher's lower envelopes).
 */
export function thickened({ data, width: across, height: down }: Coverage, width: number): Coverage {
  const squares = new Float32Array(across * down);
  for (let at = 0; at < data.length; at += 1) {
    const bare = 1 - (data[at] ?? 0) / 255;
    // A pixel that is covered in part counts as further away by the rest: right for points `width` pixels off.
    squares[at] = bare === 1 ? Infinity : bare * (2 * width + bare);
  }
  const room = envelopeFor(Math.max(across, down));
  for (let x = 0; x < across; x += 1) nearest(squares, x, across, down, room);
  for (let y = 0; y < down; y += 1) nearest(squares, y * across, 1, across, room);
  const covered = new Uint8Array(data.length);
  for (let at = 0; at < covered.length; at += 1) {
    const share = width + 1 - Math.sqrt(squares[at] ?? Infinity);
    covered[at] = share <= 0 ? 0 : Math.min(255, share * 255 + 0.5);
  }
  return { data: covered, width: across, height: down };
}

/** Room for the parabolas that are lowest somewhere: where they stand, how high, and from where on they are. */
interface Envelope {
  readonly at: Int32Array;
  readonly height: Float32Array;
  readonly from: Float32Array;
}

function envelopeFor(length: number): Envelope {
  return { at: new Int32Array(length), height: new Float32Array(length), from: new Float32Array(length) };
}

/** Along one line: for each place the least of height plus squared distance over all places. */
function nearest(
  values: Float32Array,
  offset: number,
  step: number,
  length: number,
  { at, height, from }: Envelope,
): void {
  let count = 0;
  for (let place = 0; place < length; place += 1) {
    const value = values[offset + place * step] ?? Infinity;
    if (value === Infinity) continue;
    let start = -Infinity;
    while (count > 0) {
      const last = count - 1;
      const before = at[last] ?? 0;
      start = (value + place * place - (height[last] ?? 0) - before * before) / (2 * (place - before));
      if (start > (from[last] ?? 0)) break;
      count = last;
    }
    at[count] = place;
    height[count] = value;
    from[count] = count === 0 ? -Infinity : start;
    count += 1;
  }
  if (count === 0) return;
  let lowest = 0;
  for (let place = 0; place < length; place += 1) {
    while (lowest + 1 < count && (from[lowest + 1] ?? Infinity) <= place) lowest += 1;
    const far = place - (at[lowest] ?? 0);
    values[offset + place * step] = far * far + (height[lowest] ?? 0);
  }
}
