import { number, optional, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Sharpens edges and leaves flat parts alone. */
export const sharpen = defineOperation({
  name: "sharpen",
  fields: {
    /** The sigma in pixels of the mask. */
    sigma: withDefault(number(0.01, 10), 1),
    /** How strongly: a factor of what is added to a pixel's brightness. */
    amount: withDefault(number(0, 10), 1),
    /** Factor for flat parts. */
    flat: withDefault(number(0, 1000), 0),
    /** The difference in CIE lightness from which a part is no longer flat. */
    threshold: withDefault(number(0, 100), 2),
    /** The most a pixel is made brighter, and darker, in CIE lightness. Ten and twenty times the larger of `amount` and `flat` when absent. */
    maxBrighten: optional(number(0, 100)),
    maxDarken: optional(number(0, 100)),
  },
  neutral: ({ amount, flat }) => amount === 0 && flat === 0,
});
