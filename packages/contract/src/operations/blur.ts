import { number } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Blurs with a Gaussian. */
export const blur = defineOperation({
  name: "blur",
  fields: {
    /** The Gaussian's sigma in pixels. Below 0.3 nothing would change. */
    sigma: number(0.3, 1000),
  },
});
