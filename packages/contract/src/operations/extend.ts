import { anchor, center } from "../anchor.ts";
import { aspect, color, integer, oneOf, optional, withDefault } from "../fields.ts";
import { fills } from "../fill.ts";
import { defineOperation } from "../operation.ts";

const edge = withDefault(integer(0, 8192), 0);

/** Adds canvas: pixels on each side, or as much as an aspect ratio needs. */
export const extend = defineOperation({
  name: "extend",
  fields: {
    top: edge,
    right: edge,
    bottom: edge,
    left: edge,
    aspect: optional(aspect),
    /** Where the picture stands when an aspect ratio adds canvas; a detecting anchor counts as its fallback. */
    anchor: withDefault(anchor, center),
    /** See {@link fills}. */
    fill: withDefault(oneOf(...fills), "color"),
    color: withDefault(color, "ffffffff"),
  },
  rule: ({ top, right, bottom, left, aspect: ratio }) =>
    ratio !== undefined && top + right + bottom + left > 0 ? "takes either sides or aspect" : undefined,
  neutral: ({ top, right, bottom, left, aspect: ratio }) => ratio === undefined && top + right + bottom + left === 0,
});
