/** Room around pixels. */
import type { Size } from "@intaglio/contract";
import { sameSize } from "./geometry.ts";
import { withAlpha, type RawPicture } from "./raw.ts";
import type { Place } from "./stroke.ts";

/** The picture on a canvas that holds it, transparent beside it. Its own pixels, where they have transparency, when the canvas is no larger. */
export async function onCanvas(picture: RawPicture, size: Size, at: Place): Promise<RawPicture> {
  const whole = await withAlpha(picture);
  return sameSize(whole, size) ? whole : { ...moved(whole, 4, size, at), channels: 4 };
}

/** Rows of bytes put into larger rows of zeros. */
export function moved(
  { data, width, height }: Size & { readonly data: Uint8Array },
  channels: number,
  size: Size,
  at: Place,
): Size & { readonly data: Buffer } {
  const canvas = Buffer.alloc(size.width * size.height * channels);
  for (let y = 0; y < height; y += 1) {
    const row = data.subarray(y * width * channels, (y + 1) * width * channels);
    canvas.set(row, ((at.top + y) * size.width + at.left) * channels);
  }
  return { data: canvas, width: size.width, height: size.height };
}
