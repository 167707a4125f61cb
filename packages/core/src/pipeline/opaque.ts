/** Pixels that have a channel for transparency and no use for it. */
import type { RawPicture } from "./raw.ts";

const opaque = 0xff_00_00_00;

/**
 * The picture in three channels, if nothing in it is transparent; undefined otherwise. GIF always speaks of transparency,
 * and most animations have none; three channels are scaled in half the time of four. Four pixels at a time: a byte at a
 * time, this took longer than it saves. The machine must be little-endian, as all are that sharp runs on.
 */
export function withoutAlpha({ data, width, height, channels }: RawPicture): RawPicture | undefined {
  if (channels !== 4 || data.byteOffset % 4 !== 0) return undefined;
  const pixels = width * height;
  const from = new Uint32Array(data.buffer, data.byteOffset, pixels);
  const bytes = Buffer.allocUnsafeSlow(Math.ceil(pixels / 4) * 12);
  const to = new Uint32Array(bytes.buffer, bytes.byteOffset, bytes.length / 4);
  for (let at = 0, out = 0; at < pixels; at += 4, out += 3) {
    const a = from[at] ?? opaque;
    const b = from[at + 1] ?? opaque;
    const c = from[at + 2] ?? opaque;
    const d = from[at + 3] ?? opaque;
    if ((a & b & c & d & opaque) !== (opaque | 0)) return undefined;
    to[out] = (a & 0xff_ff_ff) | (b << 24);
    to[out + 1] = ((b >>> 8) & 0xff_ff) | (c << 16);
    to[out + 2] = ((c >>> 16) & 0xff) | (d << 8);
  }
  return { data: bytes.subarray(0, pixels * 3), width, height, channels: 3 };
}
