import { color, flag, integer, number, oneOf, optional, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Changes colours in a way that has a name; transparency stays. `grayscale` and `sepia` are CSS's, `tint` takes hue and
 * colour from a colour and lightness from the picture, `colorize` mixes a colour in, `threshold` makes what is at least
 * that bright white and the rest black, `normalise` stretches the brightness to the whole range, `enhance` levels,
 * contrast and colours by what the picture holds, `equalise` evens out the histogram's brightness.
 */
export const filter = defineOperation({
  name: "filter",
  fields: {
    name: oneOf("grayscale", "negate", "sepia", "tint", "colorize", "threshold", "normalise", "enhance", "equalise"),
    /** How much of the outcome is mixed with the picture as it was. */
    amount: withDefault(number(0, 1), 1),
    /** The colour of `tint` and `colorize`. */
    color: optional(color),
    /** The level of `threshold`, 0 to 255. */
    level: optional(integer(0, 255)),
    /** Percent of the darkest and brightest pixels that `normalise` takes for black and white: [1, 99] when absent. */
    lower: optional(integer(0, 99)),
    upper: optional(integer(1, 100)),
    /** `threshold` of each colour for itself, and `negate` of transparency too. */
    channels: withDefault(flag, false),
  },
  rule: ({ name, color: tint, level, lower, upper, channels }) => {
    const colored = name === "tint" || name === "colorize";
    if (colored !== (tint !== undefined)) return "takes color with tint and colorize, and only there";
    if ((name === "threshold") !== (level !== undefined)) return "takes level with threshold, and only there";
    if (name !== "normalise" && (lower ?? upper) !== undefined) return "takes lower and upper only with normalise";
    if ((lower ?? 1) >= (upper ?? 99)) return "needs lower below upper";
    if (channels && name !== "threshold" && name !== "negate") return "takes channels only with threshold and negate";
    return undefined;
  },
  neutral: ({ amount }) => amount === 0,
});
