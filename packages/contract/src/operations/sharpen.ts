import { number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Sharpens edges and leaves flat parts alone. */
export const sharpen = defineOperation({
  name: "sharpen",
  fields: {
    /** The sigma in pixels of the mask. */
    sigma: withDefault(number(0.01, 10), 1),
    /** How strongly: a factor of what is added to a pixel's brightness. */
    amount: withDefault(number(0, 10), 1),
  },
  neutral: ({ amount }) => amount === 0,
});
