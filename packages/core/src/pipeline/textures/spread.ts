import { openRaw, toRaw, type RawPicture } from "../raw.ts";

/** The greatest value of each channel within `reach` pixels, or the least: squares around each pixel. */
export async function spread(picture: RawPicture, reach: number, which: "greatest" | "least"): Promise<RawPicture> {
  const { width, height } = picture;
  const edge = { left: reach, top: reach, right: reach, bottom: reach };
  const padded = await toRaw(openRaw(picture).extend({ ...edge, extendWith: "copy" }));
  const { data } = padded;
  if (which === "least") invert(data);
  // Rows and columns are one run of bytes: what leaks over a row's end is cut off below.
  widen(data, padded.channels, 2 * reach + 1);
  widen(data, padded.channels * padded.width, 2 * reach + 1);
  if (which === "least") invert(data);
  return toRaw(openRaw(padded).extract({ left: 0, top: 0, width, height }));
}

/** The greatest of each byte and those that follow it at `stride`, `count` in all. Twice as many are seen at each go. */
function widen(data: Uint8Array, stride: number, count: number): void {
  for (let seen = 1; seen < count;) {
    const step = Math.min(seen, count - seen);
    const ahead = step * stride;
    for (let at = 0, end = data.length - ahead; at < end; at += 1) {
      const other = data[at + ahead] as number;
      if (other > (data[at] as number)) data[at] = other;
    }
    seen += step;
  }
}

function invert(data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 1) data[at] = 255 - (data[at] as number);
}
