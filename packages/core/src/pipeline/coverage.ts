/** How far each pixel is covered, 0 to 255: shapes, shadows and outlines before they have a colour. */
import type { Size } from "@intaglio/contract";
import sharp from "sharp";
import { moved } from "./canvas.ts";
import { side } from "./geometry.ts";
import type { RawPicture } from "./raw.ts";
import type { Place } from "./stroke.ts";
import { leastSigma, widened } from "./wide-blur.ts";

/** One byte a pixel. */
export interface Coverage extends Size {
  readonly data: Uint8Array;
}

/** What a picture covers: its transparency. */
export function coverageOf({ data, width, height, channels }: RawPicture): Coverage {
  const covered = new Uint8Array(width * height).fill(255);
  if (channels === 4) for (let at = 0; at < covered.length; at += 1) covered[at] = data[at * 4 + 3] ?? 0;
  return { data: covered, width, height };
}

/** The same on a larger canvas, nothing beside it. */
export function placed(coverage: Coverage, size: Size, at: Place): Coverage {
  return moved(coverage, 1, size, at);
}

/** One colour, as opaque as it is covered. */
export function tinted({ data, width, height }: Coverage, color: string): RawPicture {
  const [red = 0, green = 0, blue = 0, alpha = 0] = Buffer.from(color, "hex");
  const out = Buffer.alloc(data.length * 4);
  for (let at = 0; at < data.length; at += 1) {
    const covered = data[at] ?? 0;
    if (covered === 0) continue;
    out[at * 4] = red;
    out[at * 4 + 1] = green;
    out[at * 4 + 2] = blue;
    out[at * 4 + 3] = (covered * alpha) / 255 + 0.5;
  }
  return { data: out, width, height, channels: 4 };
}

/** Blurred edges. There must be room for what the blur reaches around what is covered. */
export async function softened(coverage: Coverage, sigma: number): Promise<Coverage> {
  if (sigma < leastSigma) return coverage;
  const { data, width, height } = coverage;
  const { shrink, sigma: left } = widened(sigma);
  const small = { width: side(width / shrink), height: side(height / shrink) };
  const blurred = await sharp(data, { raw: { width, height, channels: 1 }, limitInputPixels: false })
    .resize(small.width, small.height, { fit: "fill", kernel: "cubic" })
    .blur({ sigma: left, minAmplitude: 0.01 })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  if (shrink === 1) return { data: blurred, width, height };
  const back = await sharp(blurred, { raw: { ...small, channels: 1 }, limitInputPixels: false })
    .resize(width, height, { fit: "fill", kernel: "cubic" })
    .toColourspace("b-w")
    .raw()
    .toBuffer();
  return { data: back, width, height };
}
