/** `c_crop`, and modes with `ar` alone: what cuts or adds without scaling. */
import { isFraction, toPixels, type Anchor, type Length } from "@intaglio/contract";
import { writeDecimal } from "./arguments.ts";
import { readFill, sayCanvas } from "./background.ts";
import { boxes, readBox, writeBox, writeSide } from "./box.ts";
import { placeCorner, readGravity, readOffset } from "./gravity.ts";
import { center, readPoint, sayPlace } from "./place.ts";
import { say, stepWord, type Bag } from "./word.ts";

/** Keeps a rectangle of a size. */
export const crop = stepWord({
  op: "crop",
  takes: `${boxes}, then x and y, or g, or g_xy_center with x and y`,
  means:
    "`crop`: the size at x,y, else at `g` (default: the centre); what reaches outside is cut off; a missing side stays as it is",
  read: (value, bag) => {
    if (value !== "") return undefined;
    const sides = readBox(bag);
    if (Object.keys(sides).length === 0) return undefined;
    const width = sides.width ?? { fraction: 1 };
    const height = sides.height ?? { fraction: 1 };
    if (bag.text("z") !== undefined) bag.notice("z moves nothing with c_crop here");
    return [{ op: "crop", width, height, ...readCut(bag, width, height) }];
  },
  write: (step) => {
    if (step.width === undefined) return undefined;
    if (step.x !== undefined) return say("c_crop", ...writeBox(step), writeSide("x", step.x), writeSide("y", step.y));
    const place = step.anchor && sayPlace(step.anchor);
    return place && say("c_crop", ...place.slice(0, 1), ...writeBox(step), ...place.slice(1));
  },
});

type Cut = { readonly x: Length; readonly y: Length } | { readonly anchor: Anchor };

function readCut(bag: Bag, width: Length, height: Length): Cut {
  const gravity = bag.text("g");
  const anchor = readGravity(gravity, "center");
  const hasOffset = bag.text("x") !== undefined || bag.text("y") !== undefined;
  if (gravity === "xy_center") return readCentred(bag, width, height);
  if (!hasOffset) return { anchor: anchor ?? center };
  const offset = { x: bag.length("x") ?? 0, y: bag.length("y") ?? 0 };
  if (anchor === undefined || gravity === "north_west") return offset;
  if (anchor.kind !== "named" || readOffset(bag) === undefined) return { anchor };
  const size = bag.sizeAfter([]);
  const inner = {
    width: Math.min(size.width, toPixels(width, size.width)),
    height: Math.min(size.height, toPixels(height, size.height)),
  };
  return placeCorner(anchor, size, inner, offset);
}

/** `xy_center` in pixels is reckoned from the size of the cut; in shares it is an anchor. */
function readCentred(bag: Bag, width: Length, height: Length): Cut {
  const [x, y] = [bag.length("x") ?? 0, bag.length("y") ?? 0];
  if (isFraction(x) || isFraction(y) || isFraction(width) || isFraction(height))
    return { anchor: readPoint(bag) ?? center };
  return { x: Math.round(x - width / 2), y: Math.round(y - height / 2) };
}

/** Modes that cut, with a ratio only. */
export const cropRatio = stepWord({
  op: "crop",
  takes: "ar (16:9 or 1.78) without w and h, then g",
  means: "the largest `crop` of that ratio; the same with lfill, crop, thumb and auto",
  read: (value, bag) => {
    const aspect = bag.ratio();
    const anchor =
      readPoint(bag) ?? readGravity(bag.text("g") ?? (bag.text("c") === "auto" ? "auto" : undefined), "center");
    return value === "" && aspect ? [{ op: "crop", aspect, anchor: anchor ?? center }] : undefined;
  },
  write: ({ aspect, anchor }) => {
    const place = anchor && sayPlace(anchor);
    return aspect && place && say(writeRatio(aspect), "c_fill", ...place);
  },
});

/** Modes that add, with a ratio only. */
export const padRatio = stepWord({
  op: "extend",
  takes: "ar without w and h, then g for the picture's place, and b for the canvas",
  means: "`extend` to that ratio; the same with lpad and mpad",
  read: (value, bag) => {
    const aspect = bag.ratio();
    const { fill, background } = readFill(bag);
    const anchor = readGravity(bag.text("g"), "center") ?? center;
    return value === "" && aspect ? [{ op: "extend", aspect, anchor, fill, color: background }] : undefined;
  },
  write: (step, next) => {
    const place = step.anchor.kind === "named" ? sayPlace(step.anchor) : undefined;
    return step.aspect && place && sayCanvas([writeRatio(step.aspect), "c_pad", ...place], step.fill, step.color, next);
  },
});

function writeRatio([width, height]: readonly [number, number]): string {
  return `ar_${writeDecimal(width)}:${writeDecimal(height)}`;
}
