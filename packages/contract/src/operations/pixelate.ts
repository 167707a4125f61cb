import { integer } from "../fields.ts";
import { defineOperation } from "../operation.ts";
import { regionFields, regionRule } from "../region.ts";

/** Makes squares of one colour: of all of the picture, a box of it, or its faces. */
export const pixelate = defineOperation({
  name: "pixelate",
  fields: {
    /** A square's side in pixels; the last ones of a row and column may be cut. */
    size: integer(1, 1000),
    ...regionFields,
  },
  rule: regionRule,
  neutral: ({ size }) => size === 1,
});
