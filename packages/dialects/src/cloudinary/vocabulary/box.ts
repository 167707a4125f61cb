/** `w`, `h` and `ar`: the size a mode is for. */
import { isFraction, toPixels, type Length } from "@intaglio/contract";
import { writeDecimal } from "./arguments.ts";
import type { Bag } from "./word.ts";

/** A size, of which a side may be missing. */
export interface Box {
  readonly width?: Length;
  readonly height?: Length;
}

/** `w` and `h`; with `ar` and one of them the other follows. */
export function readBox(bag: Bag): Box {
  const [width, height, ratio] = [bag.length("w"), bag.length("h"), bag.ratio()];
  if (ratio === undefined || (width !== undefined) === (height !== undefined)) return box(width, height);
  const size = isFraction(width) || isFraction(height) ? bag.sizeAfter([]) : { width: 0, height: 0 };
  if (width !== undefined) return box(width, atLeastOne((toPixels(width, size.width) * ratio[1]) / ratio[0]));
  return box(atLeastOne((toPixels(height ?? 1, size.height) * ratio[0]) / ratio[1]), height);
}

function box(width: Length | undefined, height: Length | undefined): Box {
  return { ...(width !== undefined && { width }), ...(height !== undefined && { height }) };
}

function atLeastOne(side: number): number {
  return Math.max(1, Math.round(side));
}

/** Writes a side: `w_300` or `w_0.5`. */
export function writeSide(key: string, side: Length | undefined): string | undefined {
  if (side === undefined) return undefined;
  if (!isFraction(side)) return `${key}_${side}`;
  const share = writeDecimal(side.fraction);
  return `${key}_${share.includes(".") ? share : `${share}.0`}`; // without a point it would be pixels
}

/** Writes what {@link readBox} reads. */
export function writeBox({
  width,
  height,
}: {
  width?: Length | undefined;
  height?: Length | undefined;
}): (string | undefined)[] {
  return [writeSide("h", height), writeSide("w", width)];
}

/** What {@link readBox} takes, as a phrase. */
export const boxes = "w and h (pixels, or a share such as 0.5; one may be missing), or ar with one of them";
