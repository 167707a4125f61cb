import { anchor, center } from "../anchor.ts";
import { IntaglioError } from "../errors.ts";
import { flag, length, number, oneOf, optional, withDefault, type Field } from "../fields.ts";
import { layerField } from "../layer.ts";
import { defineOperation } from "../operation.ts";
import { checkPictureSteps, writePictureSteps, type PictureStep } from "./picture.ts";

/** How a layer's colours and those below become one. `in`, `out`, `atop`, `xor` and `add` are Porter and Duff's; `cut` keeps the picture where the layer is opaque. */
export const blendModes = [
  "over",
  "multiply",
  "screen",
  "overlay",
  "darken",
  "lighten",
  "soft-light",
  "hard-light",
  "difference",
  "in",
  "out",
  "atop",
  "xor",
  "add",
  "cut",
] as const;

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

/**
 * Lays a layer on the picture, or under it. A layer that reaches over the edge is cut there, or the canvas grows with
 * transparency.
 */
export const overlay = defineOperation({
  name: "overlay",
  fields: {
    layer: layerField,
    /** The layer's size: pixels, or a share of the picture below. One side: the other follows. */
    width: optional(length(1, 16_384, 10)),
    height: optional(length(1, 16_384, 10)),
    /** How it takes a size of two sides. */
    fit: withDefault(oneOf("inside", "cover", "force"), "inside"),
    /** What happens to the layer alone, after it has its size. */
    steps: withDefault(ownSteps, []),
    anchor: withDefault(anchor, center),
    /** Pixels or a share of the picture below: inwards from the edge the anchor is at; from a centred anchor to the right. */
    x: withDefault(length(-16_384, 16_384, 1), 0),
    /** Likewise; from a centred anchor down. */
    y: withDefault(length(-16_384, 16_384, 1), 0),
    opacity: withDefault(number(0, 1), 1),
    /** Repeats it along an axis or over the whole picture, from where it stands. */
    repeat: withDefault(oneOf("none", "x", "y", "both"), "none"),
    blend: withDefault(oneOf(...blendModes), "over"),
    /** Lays it behind the picture. */
    under: withDefault(flag, false),
    overflow: withDefault(oneOf("clip", "grow"), "clip"),
  },
  rule: ({ under, blend }) => (under && blend !== "over" ? "takes no blend under the picture" : undefined),
  neutral: ({ opacity }) => opacity === 0,
});
