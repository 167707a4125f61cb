import { length, oneOf, optional } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Makes what lies outside a shape transparent: rounded corners (`radius`), or a named shape. */
export const mask = defineOperation({
  name: "mask",
  fields: {
    radius: optional(length(0, 8192, 1)),
    shape: optional(oneOf("ellipse", "circle")),
  },
  rule: ({ radius, shape }) =>
    (radius === undefined) === (shape === undefined) ? "needs either radius or shape" : undefined,
  neutral: ({ radius }) => radius === 0,
});
