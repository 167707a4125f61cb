/** Every size a plan goes through, worked out from numbers alone: sharp need not be loaded, no pixel is touched. */
import {
  IntaglioError,
  type Encode,
  type ImageFacts,
  type OutputFormat,
  type Size,
  type Step,
  type StepOf,
} from "@intaglio/contract";
import type { DetectedKind } from "./detector.ts";
import { layerFacts, layerStart, layerSteps, type Around, type LayerFacts } from "./layers.ts";
import type { PixelLimits } from "./limits.ts";
import type { Frame, LayerOf, Means, Painter } from "./painter.ts";
import { painters } from "./operations/index.ts";
import { storedFrame, type UprightSize } from "./stored.ts";
import type { Sketch } from "./stroke.ts";

/**
 * A step's strokes, as far as they are known before a detector has looked. Throws `OPERATION_UNSUPPORTED`, or `PLAN_INVALID` where the
 * step makes no sense at this size.
 */
export function strokesOf(step: Step, before: Frame, means: Means): readonly Sketch[] {
  const painter = painters[step.op];
  if ("unsupported" in painter) throw lacking(step, painter.unsupported);
  const one = painter as Painter<Step["op"]>; // the table has each step's own painter under its name
  const lack = one.lacks?.(step, means.sees);
  if (lack !== undefined) throw lacking(step, lack);
  return one.strokes(before, step, means);
}

/** What steps have at hand by numbers alone. Layers have their sizes; of a text, and after a `trim`, the upper bound. */
export function plannedMeans(around: Around): Means {
  const { sees } = around;
  const layerOf: LayerOf = (step, below) => {
    let frame = layerStart(step, below, around);
    for (const own of layerSteps(step, below))
      frame = frameAfter(own, frame, strokesOf(own, frame, { layerOf: noLayers, sees }));
    return { width: frame.width, height: frame.height };
  };
  return { layerOf, sees };
}

/** A layer's own steps hold no overlays. */
const noLayers: LayerOf = () => {
  throw new IntaglioError("INTERNAL", "a layer within a layer");
};

/** The picture after a step that was painted with these strokes. */
export function frameAfter(step: Step, before: Frame, strokes: readonly Sketch[]): Frame {
  const { width, height } = strokes.at(-1)?.size ?? before;
  return { width, height, orientation: step.op === "orient" ? 1 : before.orientation };
}

/**
 * The size after each step; for `trim`, and where a canvas grows around a text, its upper bound.
 * Throws `OPERATION_UNSUPPORTED`, `PLAN_INVALID` for a crop wholly outside the picture, or `INTERNAL` where a layer's
 * facts are missing.
 */
export function frameSizes(
  steps: readonly Step[],
  image: UprightSize,
  layers: LayerFacts = new Map(),
  sees: readonly DetectedKind[] = [],
): Size[] {
  const sizes: Size[] = [];
  const means = plannedMeans({ self: image, layers, sees });
  let frame = storedFrame(image);
  for (const step of steps) {
    frame = frameAfter(step, frame, strokesOf(step, frame, means));
    sizes.push({ width: frame.width, height: frame.height });
  }
  return sizes;
}

/** Which of a picture's frames, or pages, the steps are about: the first one's index, and how many. */
export function framesTaken([step]: readonly Step[], pages: number): { readonly page: number; readonly pages: number } {
  if (step?.op !== "frames") return { page: 0, pages };
  const page = Math.min(step.first, pages) - 1;
  return { page, pages: Math.min(step.count ?? pages, pages - page) };
}

/** How many frames of a picture a rendition has. Only GIF and WebP hold frames, on either side. */
export function framesKept(
  image: Pick<ImageFacts, "format" | "pages">,
  encode: Pick<Encode, "animated"> & { readonly format: OutputFormat },
  steps: readonly Step[] = [],
): number {
  const moves = (format: string): boolean => format === "gif" || format === "webp";
  return encode.animated && moves(image.format) && moves(encode.format) ? framesTaken(steps, image.pages).pages : 1;
}

/** Checks a picture as it came in: it need not be one that could go out as it is. Throws `IMAGE_TOO_LARGE`. */
export function checkPicture(image: ImageFacts, limits: PixelLimits): void {
  checkInput(image, limits, framesKept(image, { animated: true, format: "webp" }));
}

/**
 * Checks every size against the limits before a pixel is touched. `frames` says how many frames the result will have
 * ({@link framesKept}); left out, all that an animation has. Throws `IMAGE_TOO_LARGE`, `PLAN_TOO_LARGE`,
 * `OPERATION_UNSUPPORTED`, `PLAN_INVALID`, or `INTERNAL` where a layer's facts are missing.
 */
export function checkFrames(
  steps: readonly Step[],
  image: ImageFacts,
  limits: PixelLimits,
  frames = framesKept(image, { animated: true, format: "webp" }, steps),
  layers: LayerFacts = new Map(),
  sees: readonly DetectedKind[] = [],
): void {
  checkInput(image, limits, frames);
  let frame = storedFrame(image);
  const around = { self: image, layers, sees };
  for (const step of steps) frame = checkStepFrame(step, frame, limits, frames, around);
  checkSize("the result", frame, limits, frames);
}

/** Checks one step and gives the picture after it. A step that does not grow a large picture may leave it large. */
export function checkStepFrame(step: Step, before: Frame, limits: PixelLimits, frames: number, around: Around): Frame {
  if (step.op === "overlay") checkLayer(step, before, limits, around);
  const strokes = strokesOf(step, before, plannedMeans(around));
  for (const stroke of strokes) {
    // A covering size is made whole only to be searched; before a cut libvips makes just the part that is kept.
    if (stroke.kind === "scale" && stroke !== strokes.at(-1)) continue;
    const canvas = searched(stroke);
    if (larger(canvas, before)) checkSize(step.op, canvas, limits, frames);
  }
  return frameAfter(step, before, strokes);
}

/** The size that is made whole, be it only to be searched. */
function searched(sketch: Sketch): Size {
  return sketch.kind === "find" || sketch.kind === "seek" ? (sketch.scaled ?? sketch.size) : sketch.size;
}

/** A layer is bound as a picture of its own is: as it comes in, and after each step. */
function checkLayer(step: StepOf<"overlay">, below: Size, limits: PixelLimits, around: Around): void {
  let frame = layerStart(step, below, around);
  const facts = layerFacts(step, around.layers);
  if (facts) checkInput(facts, limits, 1);
  else if (step.layer.kind !== "self") checkSize(`overlay: ${step.layer.kind}`, frame, limits, 1);
  for (const own of layerSteps(step, below)) frame = checkStepFrame(own, frame, limits, 1, around);
}

function larger(size: Size, before: Size): boolean {
  const longer = Math.max(size.width, size.height) > Math.max(before.width, before.height);
  return longer || size.width * size.height > before.width * before.height;
}

function checkInput({ width, height, interlaced }: ImageFacts, limits: PixelLimits, frames: number): void {
  const pixels = width * height;
  const most = interlaced ? Math.min(limits.interlacedPixels, limits.inputPixels) : limits.inputPixels;
  if (pixels > most)
    throw new IntaglioError("IMAGE_TOO_LARGE", `${width}x${height} are ${pixels} pixels, at most ${most}`);
  if (frames > limits.frames) throw new IntaglioError("IMAGE_TOO_LARGE", `${frames} frames, at most ${limits.frames}`);
  if (frames > 1 && frames * pixels > limits.animationPixels)
    throw new IntaglioError(
      "IMAGE_TOO_LARGE",
      `${frames} frames of ${pixels} pixels, at most ${limits.animationPixels} together`,
    );
}

/** Throws `PLAN_TOO_LARGE` for a size over the limits; `what` says in the error what has it. */
export function checkSize(what: string, { width, height }: Size, limits: PixelLimits, frames: number): void {
  const size = `${what}: ${width}x${height}`;
  if (Math.max(width, height) > limits.outputSide)
    throw tooLarge(`${size}, at most ${limits.outputSide} pixels a side`);
  if (width * height > limits.outputPixels) throw tooLarge(`${size}, at most ${limits.outputPixels} pixels`);
  if (frames > 1 && width * height * frames > limits.animationPixels)
    throw tooLarge(`${size} in ${frames} frames, at most ${limits.animationPixels} pixels together`);
}

function tooLarge(hint: string): IntaglioError {
  return new IntaglioError("PLAN_TOO_LARGE", hint, { hint });
}

function lacking(step: Step, why: string): IntaglioError {
  const hint = `${step.op}: ${why}`;
  return new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}
