/** Pixels between two passes. */
import sharp, { type Sharp } from "sharp";

/** Pixels between two passes: 8 bits a channel, RGB or RGBA, not premultiplied. */
export interface RawPicture {
  readonly data: Buffer;
  readonly width: number;
  readonly height: number;
  readonly channels: 1 | 2 | 3 | 4;
}

/** Opens pixels for the next pass: one picture, or frames of `pageHeight` one below the other. */
export function openRaw({ data, width, height, channels }: RawPicture, pageHeight = height): Sharp {
  const raw = pageHeight === height ? { width, height, channels } : { width, height, channels, pageHeight };
  return sharp(data, { raw, limitInputPixels: false });
}

/** A picture's pixels: nothing is lost, and nothing is spent on packing. */
export async function toRaw(image: Sharp): Promise<RawPicture> {
  const { data, info } = await image.raw().toBuffer({ resolveWithObject: true });
  return { data, width: info.width, height: info.height, channels: info.channels };
}

/** Pixels with transparency: the same ones where they have it. */
export async function withAlpha(picture: RawPicture): Promise<RawPicture> {
  return picture.channels === 4 ? picture : toRaw(openRaw(picture).ensureAlpha());
}

/**
 * Gives pixels' memory back at once, and all else that lies in it. Left to the garbage collector, an animation's many
 * megabytes are fresh pages each time, which took a fifth of its processor time.
 */
export function freePixels({ buffer }: Uint8Array): void {
  if (buffer instanceof ArrayBuffer) buffer.transfer(0);
}
