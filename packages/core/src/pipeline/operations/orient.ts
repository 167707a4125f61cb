import type { Size } from "@intaglio/contract";
import { mirrored, turned } from "../dihedral.ts";
import type { Frame, Painter } from "../painter.ts";
import type { Stroke } from "../stroke.ts";

/** By EXIF orientation: mirror left and right first, then turn clockwise. */
const upright: Readonly<Record<number, readonly [mirror: boolean, degrees: 0 | 90 | 180 | 270]>> = {
  2: [true, 0],
  3: [false, 180],
  4: [true, 180],
  5: [true, 270],
  6: [false, 90],
  7: [true, 90],
  8: [false, 270],
};

/** Explicit strokes, not sharp's own way: that one changes its place in the order with what else is asked for. */
export const orient: Painter<"orient"> = { strokes: turnedUpright };

function turnedUpright(before: Frame): Stroke[] {
  const [mirror, degrees] = upright[before.orientation] ?? [false, 0];
  const first: Stroke[] = mirror ? [mirrored(before, true, false)] : [];
  return degrees === 0 ? first : [...first, turned(before, degrees)];
}

/** The way back, from an upright picture to the pixels as they are stored. */
export function turnedBack(upright_: Size, orientation: number): Stroke[] {
  const inverse = orientation === 6 ? 8 : orientation === 8 ? 6 : orientation;
  return turnedUpright({ width: upright_.width, height: upright_.height, orientation: inverse });
}
