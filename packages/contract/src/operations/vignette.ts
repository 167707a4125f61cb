import { number } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Darkens towards the corners. */
export const vignette = defineOperation({
  name: "vignette",
  fields: {
    /** How dark the corners get: 0 unchanged, 1 black. */
    amount: number(0, 1),
  },
  neutral: ({ amount }) => amount === 0,
});
