/** Short words for common steps, for code that writes plans by hand: `[scaleCrop(200, 200), format("auto")]`. */
import type { Anchor, Position } from "./anchor.ts";
import type { EncodeInput } from "./encode.ts";
import { IntaglioError } from "./errors.ts";
import type { Length } from "./fields.ts";
import { checkText, type Layer, type TextInput } from "./layer.ts";
import type { StepInput } from "./step.ts";

/** A step, or settings of how the result is written. */
export type PlanPart = StepInput | { readonly op: "encode"; readonly encode: EncodeInput };

const named = (at: Position): Anchor => ({ kind: "named", at });

/** Fits the picture into a box of pixels; never enlarges. Default: 2048 by 2048. */
export function preview(width = 2048, height = 2048): StepInput {
  return { op: "resize", width, height, mode: "inside", enlarge: "never" };
}

/** Fills a box of pixels and cuts off what is too much; enlarges small pictures. Default anchor: the centre. */
export function scaleCrop(width: number, height: number, at: Position | Anchor = "center"): StepInput {
  const anchor = typeof at === "string" ? named(at) : at;
  return { op: "resize", width, height, mode: "cover", enlarge: "allow", anchor };
}

/** Any other size: see the `resize` operation. */
export function resize(options: Omit<Extract<StepInput, { op: "resize" }>, "op">): StepInput {
  return { op: "resize", ...options };
}

/** Keeps a rectangle: see the `crop` operation. What a rectangle of a size has outside the picture is white, unless `outside` says otherwise. */
export function crop(options: Omit<Extract<StepInput, { op: "crop" }>, "op">): StepInput {
  return { op: "crop", ...(options.aspect ? {} : { outside: "ffffffff" }), ...options };
}

/** Turns clockwise by degrees, 0 up to but not including 360. */
export function rotate(degrees: number): StepInput {
  return { op: "rotate", degrees };
}

/** Swaps top and bottom. */
export function flip(): StepInput {
  return { op: "flip", vertical: true };
}

/** Swaps left and right. */
export function mirror(): StepInput {
  return { op: "flip", horizontal: true };
}

/** Blurs by a sigma in pixels, 0.3 to 1000. */
export function blur(sigma: number): StepInput {
  return { op: "blur", sigma };
}

/** Sharpens; 1 is the usual amount, 0 to 10. */
export function sharpen(amount = 1): StepInput {
  return { op: "sharpen", amount };
}

/** Takes the colours away. */
export function grayscale(): StepInput {
  return { op: "filter", name: "grayscale" };
}

/** Lays a picture, a text or a colour on the picture: see the `overlay` operation. */
export function overlay(
  layer: Layer,
  options: Omit<Extract<StepInput, { op: "overlay" }>, "op" | "layer"> = {},
): StepInput {
  return { op: "overlay", layer, ...options };
}

/** A text for {@link overlay}; the server needs fonts for it. Throws `PLAN_INVALID` naming the argument. */
export function text(words: string, options: Omit<TextInput, "text"> = {}): Layer {
  return checkText({ text: words, ...options });
}

/** Changes tones and colours: see the `adjust` operation. */
export function adjust(options: Omit<Extract<StepInput, { op: "adjust" }>, "op">): StepInput {
  return { op: "adjust", ...options };
}

/** Rounds the corners by a radius in pixels, or a share of the sides; what is outside is transparent. */
export function rounded(radius: Length): StepInput {
  return { op: "mask", radii: [radius, radius, radius, radius] };
}

/** The result's format. */
export function format(name: NonNullable<EncodeInput["format"]>): PlanPart {
  return { op: "encode", encode: { format: name } };
}

/** The result's quality: a name, or the encoder's own 1 to 100. */
export function quality(value: NonNullable<EncodeInput["quality"]>): PlanPart {
  return { op: "encode", encode: { quality: value } };
}

/** Steps and merged output settings; later settings win. Throws `PLAN_INVALID` for what is neither. */
export function splitParts(parts: readonly PlanPart[]): { readonly steps: StepInput[]; readonly encode: EncodeInput } {
  const steps: StepInput[] = [];
  let encode: EncodeInput = {};
  if (!Array.isArray(parts)) throw new IntaglioError("PLAN_INVALID", "a plan must be a list of parts");
  for (const part of parts as readonly PlanPart[]) {
    const isEncode = part?.op === "encode";
    if (
      typeof part !== "object" ||
      part === null ||
      (isEncode && (typeof part.encode !== "object" || part.encode === null))
    )
      throw new IntaglioError("PLAN_INVALID", "a part must be a step, or output settings", {
        hint: "a part is neither a step nor output settings",
      });
    if (isEncode) encode = { ...encode, ...part.encode };
    else steps.push(part);
  }
  return { steps, encode };
}
