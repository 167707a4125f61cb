import { numbers, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** Multiplies each colour value by `factor`, then adds `offset`: one number for all, or one each for red, green and blue. */
export const linear = defineOperation({
  name: "linear",
  fields: {
    factor: withDefault(numbers(-1000, 1000, 1, 3), [1] as readonly number[]),
    offset: withDefault(numbers(-255_000, 255_000, 1, 3), [0] as readonly number[]),
  },
  neutral: ({ factor, offset }) => factor.every((one) => one === 1) && offset.every((one) => one === 0),
});
