import { color, number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Slants the picture by degrees along x (its lower part goes right), and the outcome along y (its right part goes down); the
 * canvas grows and its corners are filled.
 */
export const shear = defineOperation({
  name: "shear",
  fields: {
    x: withDefault(number(-80, 80), 0),
    y: withDefault(number(-80, 80), 0),
    background: withDefault(color, "00000000"),
  },
  neutral: ({ x, y }) => x === 0 && y === 0,
});
