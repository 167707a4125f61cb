import { anchor, center } from "../anchor.ts";
import { color, length, number, oneOf, optional, withDefault } from "../fields.ts";
import { fills } from "../fill.ts";
import { defineOperation } from "../operation.ts";

/**
 * Gives the picture another size. With one side, the other follows in proportion in every mode. With both, by `mode`:
 * `inside` fits into the box, `outside` just covers it (both keep the whole picture and its ratio), `cover` covers it
 * and cuts off what is too much, `force` takes both sides and may distort, `pad` fits inside and fills up to the box.
 *
 * `enlarge`: `allow` sizes up or down, `never` only down, `only` only up. What `never` does where it would have to
 * size up is said by `whenSmall`: `clamp` takes each side of the box down to the picture's (so `cover` may only
 * crop); `keep-aspect` takes the largest part with the box's ratio; `leave` leaves the picture as it is.
 * In `inside`, `outside` and `pad` a too small picture simply keeps its size (`pad` still fills up to the box).
 *
 * `only` keeps the size where it would have to size down: `cover` still cuts to the box, `pad` fills up the sides that
 * are short, `force` takes the longer of each side. Sizes are rounded half up, to at least one pixel.
 */
export const resize = defineOperation({
  name: "resize",
  fields: {
    width: optional(length(1, 16_384, 10)),
    height: optional(length(1, 16_384, 10)),
    mode: withDefault(oneOf("inside", "outside", "cover", "force", "pad"), "inside"),
    enlarge: withDefault(oneOf("never", "allow", "only"), "never"),
    whenSmall: withDefault(oneOf("clamp", "keep-aspect", "leave"), "clamp"),
    /**
     * Which part `cover` keeps, and where `pad` puts the picture (a detecting anchor: at its fallback). Places that
     * would lie outside are moved in.
     */
    anchor: withDefault(anchor, center),
    /** How near a detected subject is taken, 0 (far) to 1 (its box fills the frame). Needs a detecting anchor. */
    zoom: optional(number(0, 1)),
    kernel: withDefault(oneOf("nearest", "linear", "cubic", "mitchell", "lanczos2", "lanczos3"), "lanczos3"),
    /** What `pad` fills with: see {@link fills}. */
    fill: withDefault(oneOf(...fills), "color"),
    background: withDefault(color, "ffffffff"),
  },
  rule: ({ width, height }) => (width === undefined && height === undefined ? "needs width or height" : undefined),
});
