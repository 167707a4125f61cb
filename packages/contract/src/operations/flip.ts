import { flag, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Mirrors: `horizontal` swaps left and right, `vertical` swaps top and bottom. */
export const flip = defineOperation({
  name: "flip",
  fields: { horizontal: withDefault(flag, false), vertical: withDefault(flag, false) },
  neutral: ({ horizontal, vertical }) => !horizontal && !vertical,
});
