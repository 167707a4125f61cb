import { number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";
import { regionFields, regionRule } from "../region.ts";

/** Blurs with a Gaussian: all of the picture, a box of it, or its faces. */
export const blur = defineOperation({
  name: "blur",
  fields: {
    /** The Gaussian's sigma in pixels. Below 0.3 nothing would change. */
    sigma: number(0.3, 1000),
    /** How much of the blurred picture is mixed in; below 0 its difference is taken away instead, which sharpens (an unsharp mask). */
    amount: withDefault(number(-2, 1), 1),
    ...regionFields,
  },
  rule: regionRule,
  neutral: ({ amount }) => amount === 0,
});
