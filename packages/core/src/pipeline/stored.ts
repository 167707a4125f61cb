/** A picture's size as it is stored. */
import type { Size } from "@intaglio/contract";
import { swapped } from "./geometry.ts";
import type { Frame } from "./painter.ts";

/** A picture's size as `ImageFacts` has it: upright, together with the orientation its stored pixels have. */
export interface UprightSize extends Size {
  /** EXIF orientation, 1 to 8. Default: 1. */
  readonly orientation?: number;
}

/** The picture as it is stored: before an `orient` step, sides may be swapped. */
export function storedFrame({ width, height, orientation = 1 }: UprightSize): Frame {
  return { ...(orientation >= 5 ? swapped({ width, height }) : { width, height }), orientation };
}
