import { flag, number, withDefault, type Field, color, writeNumber } from "../fields.ts";
import { defineOperation } from "../operation.ts";

/** A colour at a brightness. */
export interface Stop {
  /** Brightness, 0 (black) to 1 (white). */
  readonly at: number;
  /** Eight hex digits; a translucent one makes the picture as translucent. */
  readonly color: string;
}

const stops: Field<readonly Stop[], "required"> = {
  presence: "required",
  expected: "2 to 10 stops { at, color } whose places, 0 to 1, go up",
  read: (value) => {
    if (!Array.isArray(value) || value.length < 2 || value.length > 10) return undefined;
    const share = number(0, 1);
    const read = value.map((stop) => ({ at: share.read(stop?.at), color: color.read(stop?.color) }));
    const whole = read.every((stop): stop is Stop => stop.at !== undefined && stop.color !== undefined);
    if (!whole || read.some((stop, index) => index > 0 && stop.at <= (read[index - 1] as Stop).at)) return undefined;
    return read;
  },
  write: (value) => value.map((stop) => `${writeNumber(stop.at)}:${stop.color}`).join("+"),
};

/** Replaces each brightness by the colour a gradient has there: with two stops a duotone. */
export const tone = defineOperation({
  name: "tone",
  fields: {
    stops,
    /** How much of the outcome is mixed with the picture as it was. */
    amount: withDefault(number(0, 1), 1),
    /** Evens out the brightness before. */
    equalize: withDefault(flag, false),
  },
  neutral: ({ amount }) => amount === 0,
});
