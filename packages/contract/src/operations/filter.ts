import { color, integer, oneOf, optional } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Changes colours in a way that has a name; transparency stays. `grayscale` and `sepia` are CSS's, `threshold` makes
 * what is at least that bright white and the rest black, `normalise` stretches the brightness to the whole range.
 */
export const filter = defineOperation({
  name: "filter",
  fields: {
    name: oneOf("grayscale", "negate", "sepia", "tint", "threshold", "normalise"),
    /** The colour of `tint`. */
    color: optional(color),
    /** The level of `threshold`, 0 to 255. */
    level: optional(integer(0, 255)),
  },
  rule: ({ name, color: tint, level }) => {
    if ((name === "tint") !== (tint !== undefined)) return "takes color with tint, and only there";
    if ((name === "threshold") !== (level !== undefined)) return "takes level with threshold, and only there";
    return undefined;
  },
});
