import { color, number, optional, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Makes one colour transparent. What fades loses the colour's share, so that no rim of it is left. */
export const transparent = defineOperation({
  name: "transparent",
  fields: {
    /** The colour. Without it, the top left pixel's. */
    color: optional(color),
    /** How far a pixel may differ from it, 0 to 255 in each channel; edges fade over as much again. */
    tolerance: withDefault(number(0, 255), 10),
  },
});
