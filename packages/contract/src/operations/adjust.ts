import { number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Changes tones and colours. Each is a factor with 1 neutral; `hue` is degrees with 0 neutral. They are CSS's filter
 * functions `brightness`, `contrast`, `saturate` and `hue-rotate`, taken together, and a gamma curve after them.
 */
export const adjust = defineOperation({
  name: "adjust",
  fields: {
    brightness: withDefault(number(0, 10), 1),
    contrast: withDefault(number(0, 10), 1),
    saturation: withDefault(number(0, 10), 1),
    /** Above 1 lightens the middle tones. */
    gamma: withDefault(number(0.1, 10), 1),
    hue: withDefault(number(-180, 180), 0),
  },
  neutral: (step) =>
    step.brightness === 1 && step.contrast === 1 && step.saturation === 1 && step.gamma === 1 && step.hue === 0,
});
