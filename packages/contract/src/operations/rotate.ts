import { color, number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Turns the picture clockwise. At angles other than quarter turns the canvas grows and its corners are filled. */
export const rotate = defineOperation({
  name: "rotate",
  fields: {
    /** Degrees clockwise, 0 up to but not including 360. */
    degrees: number(0, 359.9999),
    background: withDefault(color, "00000000"),
  },
  neutral: ({ degrees }) => degrees === 0,
});
