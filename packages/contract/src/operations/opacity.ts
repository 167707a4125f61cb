import { number } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Multiplies the transparency channel. */
export const opacity = defineOperation({
  name: "opacity",
  fields: { amount: number(0, 1) },
  neutral: ({ amount }) => amount === 1,
});
