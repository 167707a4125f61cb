import { modes } from "../blend.ts";
import { onCanvas } from "../canvas.ts";
import { coverageOf, placed, softened, tinted } from "../coverage.ts";
import { mix } from "../mix.ts";
import type { Solo } from "../solo.ts";

/** Lays a soft, coloured shape of the picture behind it. */
export const shadow: Solo<"shadow"> = async (before, { x, y, sigma, color, pictureAt, size }) => {
  const at = { left: pictureAt.left + x, top: pictureAt.top + y };
  const shade = tinted(await softened(placed(coverageOf(before), size, at), sigma), color);
  const canvas = await onCanvas(before, size, pictureAt);
  mix(canvas, shade, { layerAt: { left: 0, top: 0 } }, modes.under);
  return canvas;
};
