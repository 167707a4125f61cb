/** A part of the picture an operation is limited to. */
import { length, oneOf, optional, withDefault } from "./fields.ts";

/** The fields of operations that may act on a part: a box of `x`, `y`, `width` and `height`, or every face. */
export const regionFields = {
  /** `faces` needs a detector. */
  within: withDefault(oneOf("all", "box", "faces"), "all"),
  x: optional(length(-16_384, 16_384, 1)),
  y: optional(length(-16_384, 16_384, 1)),
  width: optional(length(1, 16_384, 1)),
  height: optional(length(1, 16_384, 1)),
} as const;

/** The broken rule of {@link regionFields}, or undefined. */
export function regionRule(step: {
  readonly within: string;
  readonly x?: unknown;
  readonly y?: unknown;
  readonly width?: unknown;
  readonly height?: unknown;
}): string | undefined {
  const given = [step.x, step.y, step.width, step.height].filter((value) => value !== undefined).length;
  return given === (step.within === "box" ? 4 : 0)
    ? undefined
    : "takes x, y, width and height with within box, and only there";
}
