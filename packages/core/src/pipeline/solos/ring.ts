import { modes } from "../blend.ts";
import { onCanvas } from "../canvas.ts";
import { tinted } from "../coverage.ts";
import { mix } from "../mix.ts";
import type { RawPicture } from "../raw.ts";
import { coverRow, inset } from "../shape.ts";
import type { Solo } from "../solo.ts";

/** A frame with round corners. It reaches a pixel under the picture: so no light comes through where their soft edges meet. */
export const ring: Solo<"ring"> = async (before, { width, color, shape, size }) => {
  const canvas = await onCanvas(before, size, { left: width, top: width });
  const inner = inset(shape, width);
  const covered = new Uint8Array(size.width * size.height);
  const hole = new Uint8Array(size.width);
  for (let y = 0; y < size.height; y += 1) {
    const row = covered.subarray(y * size.width, (y + 1) * size.width);
    coverRow(shape, y, row);
    coverRow(inset(inner, 1), y, hole);
    for (let x = 0; x < size.width; x += 1) row[x] = Math.min(row[x] ?? 0, 255 - (hole[x] ?? 0));
    coverRow(inner, y, hole);
    limit(canvas, y, hole);
  }
  mix(canvas, tinted({ data: covered, ...size }, color), { layerAt: { left: 0, top: 0 } }, modes.under);
  return canvas;
};

/** A picture whose corners were not round would stand out over the frame's; one whose were stays as it is. */
function limit({ data, width }: RawPicture, y: number, row: Uint8Array): void {
  for (let x = 0; x < width; x += 1) {
    const at = (y * width + x) * 4 + 3;
    data[at] = Math.min(data[at] ?? 0, row[x] ?? 0);
  }
}
