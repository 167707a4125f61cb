/** Turned and slanted pictures' sizes. */
import type { Size } from "@intaglio/contract";
import { side } from "./geometry.ts";

/** Two rows: where x and where y goes. */
export type Matrix = readonly [xx: number, xy: number, yx: number, yy: number];

/** The canvas around the moved picture, rounded as libvips does: 3,000 random turns agree. */
export function around({ width, height }: Size, [xx, xy, yx, yy]: Matrix): Size {
  return {
    width: side(spread([0, width * xx, height * xy, width * xx + height * xy])),
    height: side(spread([0, width * yx, height * yy, width * yx + height * yy])),
  };
}

const spread = (values: readonly number[]): number => Math.max(...values) - Math.min(...values);
