import { number, withDefault } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/**
 * Changes tones and colours, all in one go, in the order of the fields. `brightness`, `contrast`, `saturation` and `hue`
 * are CSS's filter functions of these names; what does not say otherwise is a factor with 1 neutral.
 */
export const adjust = defineOperation({
  name: "adjust",
  fields: {
    /** Stops of light, 0 neutral; each doubles the light, worked out in linear light. */
    exposure: withDefault(number(-5, 5), 0),
    brightness: withDefault(number(0, 10), 1),
    contrast: withDefault(number(0, 10), 1),
    saturation: withDefault(number(0, 10), 1),
    /** Degrees, 0 neutral. */
    hue: withDefault(number(-180, 180), 0),
    /** Like saturation, but less the more colour there is already. 0 neutral, 1 doubles pale colours. */
    vibrance: withDefault(number(-1, 5), 0),
    /** From blue (-1) over neutral (0) to amber (1). */
    warmth: withDefault(number(-1, 1), 0),
    /** Added to CIE lightness. 0 neutral. */
    lightness: withDefault(number(-100, 100), 0),
    red: withDefault(number(0, 10), 1),
    green: withDefault(number(0, 10), 1),
    blue: withDefault(number(0, 10), 1),
    /** Above 1 lightens the middle tones. */
    gamma: withDefault(number(0.1, 10), 1),
  },
  neutral: (step) =>
    step.exposure === 0 &&
    step.brightness === 1 &&
    step.contrast === 1 &&
    step.saturation === 1 &&
    step.hue === 0 &&
    step.vibrance === 0 &&
    step.warmth === 0 &&
    step.lightness === 0 &&
    step.red === 1 &&
    step.green === 1 &&
    step.blue === 1 &&
    step.gamma === 1,
});
