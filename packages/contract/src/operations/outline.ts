import { color, integer, number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Draws a line around what is not transparent; the canvas grows by it. */
export const outline = defineOperation({
  name: "outline",
  fields: {
    /** Pixels. */
    width: integer(1, 100),
    /** The sigma in pixels of its outer edge; 0 is sharp. */
    sigma: withDefault(number(0, 100), 0),
    color: withDefault(color, "000000ff"),
  },
});
