import { color, corners, integer, optional, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Draws a frame around the picture, which grows by it on every side. */
export const border = defineOperation({
  name: "border",
  fields: {
    /** Pixels on each side. */
    width: integer(0, 1000),
    color: withDefault(color, "000000ff"),
    /** The outer corners' radii when the picture's own corners are round; what lies outside is transparent. */
    radii: optional(corners),
  },
  neutral: ({ width }) => width === 0,
});
