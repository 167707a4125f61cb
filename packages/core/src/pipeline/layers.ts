/** What an overlay's layer starts from, and the steps it goes through before it is laid on: numbers alone. */
import {
  IntaglioError,
  checkStep,
  toPixels,
  writeSource,
  type ImageFacts,
  type Size,
  type Step,
  type StepOf,
} from "@intaglio/contract";
import type { DetectedKind } from "./detector.ts";
import type { Frame } from "./painter.ts";
import { textBound } from "./text-layout.ts";
import { storedFrame, type UprightSize } from "./stored.ts";

/** What is known of layers, by their source as `writeSource` writes it. */
export type LayerFacts = ReadonlyMap<string, ImageFacts>;

/** What is known beside the steps: what overlays may lay on, and what can be found. */
export interface Around {
  /** The picture as it came in. */
  readonly self: UprightSize;
  readonly layers: LayerFacts;
  /** What a detector here can find. */
  readonly sees: readonly DetectedKind[];
}

/** The facts of a layer that is a picture of its own; undefined for the others. Throws `INTERNAL` when they are missing. */
export function layerFacts({ layer }: StepOf<"overlay">, layers: LayerFacts): ImageFacts | undefined {
  if (layer.kind === "self" || layer.kind === "text" || layer.kind === "color") return undefined;
  const facts = layers.get(writeSource(layer));
  if (facts === undefined) throw new IntaglioError("INTERNAL", "nothing is known of a layer");
  return facts;
}

/** The layer before its steps. Pictures are as they are stored; a text's size is an upper bound. */
export function layerStart(
  step: StepOf<"overlay">,
  below: Size,
  { self, layers }: Pick<Around, "self" | "layers">,
): Frame {
  const { layer } = step;
  switch (layer.kind) {
    case "self":
      return storedFrame(self);
    case "text":
      return { ...textBound(layer, below), orientation: 1 };
    case "color":
      return { ...boxOf(layer, below), orientation: 1 };
    default:
      return storedFrame(layerFacts(step, layers) ?? self);
  }
}

/** A colour's size in pixels. */
export function boxOf({ width, height }: { width: Length; height: Length }, below: Size): Size {
  return {
    width: Math.max(1, toPixels(width, below.width)),
    height: Math.max(1, toPixels(height, below.height)),
  };
}

/** A layer is turned upright, gets its size, goes through its own steps, and fades. */
export function layerSteps({ width, height, fit, steps, opacity }: StepOf<"overlay">, below: Size): readonly Step[] {
  const sides = {
    ...(width === undefined ? {} : { width: sideOf(width, below.width) }),
    ...(height === undefined ? {} : { height: sideOf(height, below.height) }),
  };
  const sized = width !== undefined || height !== undefined;
  return [
    checkStep({ op: "orient" }),
    ...(sized ? [checkStep({ op: "resize", ...sides, mode: fit, enlarge: "allow" })] : []),
    ...steps,
    ...(opacity < 1 ? [checkStep({ op: "opacity", amount: opacity })] : []),
  ];
}

function sideOf(length: Length, below: number): number {
  const side = Math.max(1, toPixels(length, below));
  const hint = `overlay: a side of ${side} pixels, at most ${longestSide}`;
  if (side > longestSide) throw new IntaglioError("PLAN_TOO_LARGE", hint, { hint });
  return side;
}

/** The most that a resize takes. */
const longestSide = 16_384;

type Length = Parameters<typeof toPixels>[0];
