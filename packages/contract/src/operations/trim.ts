import { color, integer, number, optional, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Cuts away a border of one colour. A picture of one colour only is left alone, and one narrower than 3 pixels. Of an
 * animation all frames are cut alike, so that nothing of any is lost.
 */
export const trim = defineOperation({
  name: "trim",
  fields: {
    /** How far a pixel may differ from the border's colour, 0 to 255 in each channel. */
    threshold: withDefault(number(0, 255), 10),
    /** The border's colour. Without it, the top left pixel's. */
    color: optional(color),
    /** Pixels of the border to keep on each side. */
    keep: withDefault(integer(0, 8192), 0),
  },
});
