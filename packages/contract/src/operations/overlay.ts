import { anchor, center } from "../anchor.ts";
import { IntaglioError } from "../errors.ts";
import { flag, integer, number, oneOf, withDefault, type Field } from "../fields.ts";
import { defineOperation } from "../operation.ts";
import { sourceField } from "../source.ts";
import { checkPictureSteps, writePictureSteps, type PictureStep } from "./picture.ts";

/** Steps that act on the laid picture before it is laid on. They cannot hold overlays again. */
const ownSteps: Field<readonly PictureStep[], "required"> = {
  presence: "required",
  expected: "a list of at most 20 steps without overlays",
  read: (value) => {
    if (!Array.isArray(value) || value.length > 20) return undefined;
    try {
      return checkPictureSteps(value);
    } catch (error) {
      if (error instanceof IntaglioError) return undefined;
      throw error;
    }
  },
  write: (value) => `[${writePictureSteps(value)}]`,
};

/** Lays another picture on top. */
export const overlay = defineOperation({
  name: "overlay",
  fields: {
    source: sourceField,
    steps: withDefault(ownSteps, []),
    anchor: withDefault(anchor, center),
    /** Pixels to the right of the anchor. */
    x: withDefault(integer(-16_384, 16_384), 0),
    /** Pixels below the anchor. */
    y: withDefault(integer(-16_384, 16_384), 0),
    opacity: withDefault(number(0, 1), 1),
    /** Repeats it over the whole picture. */
    repeat: withDefault(flag, false),
    blend: withDefault(
      oneOf("over", "multiply", "screen", "overlay", "darken", "lighten", "soft-light", "hard-light"),
      "over",
    ),
  },
  neutral: ({ opacity }) => opacity === 0,
});
