import { IntaglioError } from "@intaglio/contract";
import { modes } from "../blend.ts";
import { onCanvas } from "../canvas.ts";
import { sameSize } from "../geometry.ts";
import { mix } from "../mix.ts";
import type { Solo } from "../solo.ts";

/** Lays pictures on one another. */
export const lay: Solo<"lay"> = async (before, stroke) => {
  const { layer, blend, under, size, pictureAt, alpha } = stroke;
  if (!("data" in layer)) throw new IntaglioError("INTERNAL", "a layer without pixels");
  const canvas = alpha || !sameSize(before, size) ? await onCanvas(before, size, pictureAt) : before;
  mix(canvas, layer, stroke, modes[under ? "under" : blend]);
  return canvas;
};
