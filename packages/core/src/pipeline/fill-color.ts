/** Colours for new canvas, found in the picture. */
import { mainColors } from "./palette.ts";
import type { RawPicture } from "./raw.ts";
import type { FoundFill } from "./stroke.ts";

/** Groups of like colours that are told apart: fewer, and shades of one colour would be mixed with another. */
const groups = 8;

/** The colour that most of the picture has, or most of the pixels along its edges, as `rrggbbaa`. */
export function fillColor(picture: RawPicture, fill: Exclude<FoundFill, "blurred">): string {
  const [most] = mainColors(fill === "border" ? edgeOf(picture) : picture, groups);
  return Buffer.from((most?.color ?? [255, 255, 255, 255]).map(Math.round)).toString("hex");
}

/** The pixels along the four edges, in one row. */
function edgeOf({ data, width, height, channels }: RawPicture): RawPicture {
  const row = (y: number): Buffer => data.subarray(y * width * channels, (y + 1) * width * channels);
  const parts = [row(0), row(height - 1)];
  for (let y = 1; y < height - 1; y += 1) {
    const line = row(y);
    parts.push(line.subarray(0, channels), line.subarray(line.length - channels));
  }
  const edge = Buffer.concat(parts);
  return { data: edge, width: edge.length / channels, height: 1, channels };
}
