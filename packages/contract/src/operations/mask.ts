import { corners, oneOf, optional } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Makes what lies outside a shape transparent: rounded corners as in CSS (radii that overlap are scaled down), or the
 * ellipse that fills the picture, or the circle in its middle.
 */
export const mask = defineOperation({
  name: "mask",
  fields: {
    /** Radii along the width; along the height too, unless `vertical` says otherwise. */
    radii: optional(corners),
    vertical: optional(corners),
    shape: optional(oneOf("ellipse", "circle")),
  },
  rule: ({ radii, vertical, shape }) => {
    if ((radii === undefined) === (shape === undefined)) return "needs either radii or shape";
    return vertical !== undefined && radii === undefined ? "takes vertical only with radii" : undefined;
  },
  neutral: ({ radii, vertical }) =>
    radii !== undefined && [...radii, ...(vertical ?? [])].every((radius) => radius === 0),
});
