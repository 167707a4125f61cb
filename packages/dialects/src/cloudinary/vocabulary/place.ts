/** `g` with `x` and `y`: what part a mode keeps, or where the picture stands. */
import { isFraction, type Anchor, type Length, type StepInput } from "@intaglio/contract";
import { writeSide } from "./box.ts";
import { placeCorner, readOffset, writeGravity } from "./gravity.ts";
import type { Bag } from "./word.ts";

/** The middle. */
export const center: Anchor = { kind: "named", at: "center" };

/** `g`, or `g`, `x` and `y` of a point in shares; the gravity stands first. */
export function sayPlace(anchor: Anchor): readonly (string | undefined)[] | undefined {
  if (anchor.kind === "point" && anchor.align === "center")
    return ["g_xy_center", writeSide("x", { fraction: anchor.x }), writeSide("y", { fraction: anchor.y })];
  if (anchor.kind === "offset") return ["g_north_west", writeSide("x", anchor.x), writeSide("y", anchor.y)];
  const gravity = writeGravity(anchor);
  return gravity === undefined ? undefined : [gravity === "center" ? undefined : `g_${gravity}`];
}

/** The point of `xy_center`; undefined for other gravities. */
export function readPoint(bag: Bag): Anchor | undefined {
  if (bag.text("g") !== "xy_center") return undefined;
  const [x, y] = [bag.length("x") ?? 0, bag.length("y") ?? 0];
  const size = isFraction(x) && isFraction(y) ? { width: 1, height: 1 } : bag.sizeAfter([]);
  const share = (length: Length, side: number): number =>
    Math.min(1, Math.max(0, isFraction(length) ? length.fraction : length / side));
  return { kind: "point", x: share(x, size.width), y: share(y, size.height), align: "center" };
}

/** The anchor of a covering or padding step, moved by `x` and `y`. */
export function readPlace(bag: Bag, anchor: Anchor, step: Extract<StepInput, { op: "resize" }>): Anchor {
  const point = readPoint(bag);
  const offset = point ? undefined : readOffset(bag);
  if (point || !offset || anchor.kind !== "named") return point ?? anchor;
  const { x, y } = offset;
  if (anchor.at === "top-left" && !isFraction(x) && !isFraction(y)) return { kind: "offset", x, y };
  const scaled = bag.sizeAfter([{ ...step, mode: step.mode === "pad" ? "inside" : "outside" }]);
  const framed = bag.sizeAfter([step]);
  const padded = step.mode === "pad";
  const corner = padded ? placeCorner(anchor, framed, scaled, offset) : placeCorner(anchor, scaled, framed, offset);
  return { kind: "offset", x: padded ? corner.x : Math.max(0, corner.x), y: padded ? corner.y : Math.max(0, corner.y) };
}
