import { IntaglioError, center, toPixels, type DetectAnchor, type Size, type StepOf } from "@intaglio/contract";
import { largestWithin, overlap, place, sameSize, type Box } from "../geometry.ts";
import type { Painter } from "../painter.ts";
import { lackingDetector, searchFor } from "../detect.ts";
import type { DetectedKind } from "../detector.ts";
import { cut, extend, type Sketch, type Stroke } from "../stroke.ts";

export const crop: Painter<"crop"> = {
  lacks: ({ anchor }, sees) => lackingDetector(anchor, sees),
  strokes: (before, step, { sees }) => {
    const size = sizeOf(before, step);
    const { anchor, outside } = step;
    if (anchor?.kind === "detect") return found(before, size, anchor, outside, sees);
    const box = boxOf(before, step, size);
    const part = overlap(box, before);
    if (outside === undefined) {
      if (part === undefined)
        throw new IntaglioError("PLAN_INVALID", "crop: the box lies outside the picture", {
          hint: "crop lies wholly outside the picture",
        });
      return cut(before, part);
    }
    return part === undefined ? blank(before, size, outside) : framed(before, box, part, outside);
  },
};

/** The box's size. Without a colour for the outside, a box at an anchor is cut to the picture before it is placed. */
function sizeOf(before: Size, { width, height, aspect, x, outside }: StepOf<"crop">): Size {
  if (aspect !== undefined) return largestWithin(before, { width: aspect[0], height: aspect[1] });
  const size = {
    width: Math.max(1, toPixels(width ?? before.width, before.width)),
    height: Math.max(1, toPixels(height ?? before.height, before.height)),
  };
  if (x !== undefined || outside !== undefined) return size;
  return { width: Math.min(size.width, before.width), height: Math.min(size.height, before.height) };
}

function boxOf(before: Size, { x, y, anchor }: StepOf<"crop">, size: Size): Box {
  if (x === undefined || y === undefined) return place(anchor ?? center, size, before);
  return { ...size, left: toPixels(x, before.width), top: toPixels(y, before.height) };
}

function framed(before: Size, box: Box, part: Box, color: string): Stroke[] {
  const at = { left: part.left - box.left, top: part.top - box.top };
  const size = { width: box.width, height: box.height };
  return [...cut(before, part), ...extend({ width: part.width, height: part.height }, size, at, "color", color)];
}

/** Nothing of the picture is left: canvas is added beside one pixel, and kept alone. */
function blank(before: Size, size: Size, color: string): Stroke[] {
  const pixel = { left: 0, top: 0, width: 1, height: 1 };
  const canvas = { width: size.width + 1, height: size.height + 1 };
  return [
    ...cut(before, pixel),
    ...extend(pixel, canvas, pixel, "color", color),
    ...cut(canvas, { ...size, left: 1, top: 1 }),
  ];
}

/** What fits is searched for; what does not is filled on both sides. */
function found(
  before: Size,
  size: Size,
  anchor: DetectAnchor,
  outside: string | undefined,
  sees: readonly DetectedKind[],
): Sketch[] {
  const part = { width: Math.min(size.width, before.width), height: Math.min(size.height, before.height) };
  const search = sameSize(part, before)
    ? []
    : [searchFor(anchor, sees, { before, scaled: before, size: part, kernel: "lanczos3" })];
  if (outside === undefined) return search;
  return [...search, ...extend(part, size, place(center, part, size), "color", outside)];
}
