import { modes } from "../blend.ts";
import { onCanvas } from "../canvas.ts";
import { coverageOf, placed, softened, tinted } from "../coverage.ts";
import { thickened } from "../distance.ts";
import { mix } from "../mix.ts";
import type { Solo } from "../solo.ts";

/** Lays a line around the picture's shape. It lies under the picture too, so that no gap shows at soft edges. */
export const outline: Solo<"outline"> = async (before, { width, sigma, color, pictureAt, size }) => {
  const shape = placed(coverageOf(before), size, pictureAt);
  const line = tinted(await softened(thickened(shape, width), sigma), color);
  const canvas = await onCanvas(before, size, pictureAt);
  mix(canvas, line, { layerAt: { left: 0, top: 0 } }, modes.under);
  return canvas;
};
