import { anchor, center } from "../anchor.ts";
import { aspect, color, length, optional } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Keeps a rectangle: of a given size at `x`,`y`; of a given size at an anchor (default: the centre); or the largest of
 * an aspect ratio at an anchor. A rectangle that reaches outside the picture is cut to it, or, with `outside`, filled.
 * One that lies wholly outside is refused when `outside` is absent. A box at an anchor that is larger than the picture is
 * cut to it before it is placed; with `outside` it is placed as it is, around the picture.
 */
export const crop = defineOperation({
  name: "crop",
  fields: {
    x: optional(length(-16_384, 16_384, 1)),
    y: optional(length(-16_384, 16_384, 1)),
    width: optional(length(1, 16_384, 10)),
    height: optional(length(1, 16_384, 10)),
    aspect: optional(aspect),
    anchor: optional(anchor),
    /** The colour of what lies outside the picture. */
    outside: optional(color),
  },
  rule: ({ x, y, width, height, aspect: ratio, anchor: place }) => {
    if ((width === undefined) !== (height === undefined)) return "needs width and height together";
    if ((width === undefined) === (ratio === undefined)) return "needs either width and height, or aspect";
    if ((x === undefined) !== (y === undefined)) return "needs x and y together";
    if (x !== undefined && ratio !== undefined) return "takes x and y only with width and height";
    if (x !== undefined && place !== undefined) return "takes either x and y, or anchor";
    return undefined;
  },
  complete: (step) => (step.x === undefined && step.anchor === undefined ? { ...step, anchor: center } : step),
});
