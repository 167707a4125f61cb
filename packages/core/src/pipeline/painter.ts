/** What every operation's file exports: the operation in strokes, or the reason why there are none. */
import type { OperationName, Size, StepOf } from "@intaglio/contract";
import type { DetectedKind } from "./detector.ts";
import type { RawPicture } from "./raw.ts";
import type { Sketch } from "./stroke.ts";

/** The picture as a step finds it. */
export interface Frame extends Size {
  /** The EXIF orientation that was not applied yet; 1 when there is nothing to do. */
  readonly orientation: number;
}

/** An overlay's layer, ready to be laid on a picture of the size of `below`: its size alone, or its pixels too. */
export type LayerOf = (step: StepOf<"overlay">, below: Size) => Size | RawPicture;

/** What a step has at hand beside the picture. */
export interface Means {
  readonly layerOf: LayerOf;
  /** What a detector here can find. */
  readonly sees: readonly DetectedKind[];
}

/** One operation's pixels. */
export interface Painter<Name extends OperationName> {
  /**
   * The step as strokes, from numbers alone. None: nothing changes. The last stroke's size is the step's.
   * Throws `PLAN_INVALID` where the step makes no sense at this size.
   */
  strokes(before: Frame, step: StepOf<Name>, means: Means): readonly Sketch[];
  /** What this step asks for that is not supported, as a phrase; undefined when all is. `sees` is what a detector here can find. */
  lacks?(step: StepOf<Name>, sees: readonly DetectedKind[]): string | undefined;
}

/** An operation that is not painted: it is refused before a pixel is touched. */
export interface Unsupported {
  readonly unsupported: string;
}

/** States that an operation is not painted, and why. */
export function unsupported(why: string): Unsupported {
  return { unsupported: why };
}
