import { color, integer, number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Lays a soft shadow of the picture's outline behind it; the canvas grows as far as the shadow reaches. */
export const shadow = defineOperation({
  name: "shadow",
  fields: {
    /** Pixels to the right. */
    x: withDefault(integer(-1000, 1000), 10),
    /** Pixels down. */
    y: withDefault(integer(-1000, 1000), 10),
    /** The sigma in pixels of its edge; 0 is sharp. */
    sigma: withDefault(number(0, 200), 5),
    color: withDefault(color, "00000080"),
  },
});
