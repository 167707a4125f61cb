/** A job followed by numbers alone: the size after each step, and the passes that would paint it. */
import {
  IntaglioError,
  writeSource,
  type ImageFacts,
  type OutputFormat,
  type Size,
  type Step,
  type StepOf,
} from "@intaglio/contract";
import { holdsAlpha } from "./encode.ts";
import type { DetectedKind } from "./detector.ts";
import { checkStepFrame, frameAfter, plannedMeans, strokesOf } from "./frames.ts";
import { layerFacts, layerStart, layerSteps, type Around, type LayerFacts } from "./layers.ts";
import type { PixelLimits } from "./limits.ts";
import { turnedBack } from "./operations/orient.ts";
import type { Frame } from "./painter.ts";
import { alphaAfterAll, compile, slots, type Pass, type Pixels } from "./passes.ts";
import { isStroke, plannedSearch } from "./settle-search.ts";
import { storedFrame } from "./stored.ts";
import type { Stroke } from "./stroke.ts";

/** What is known of a job whose bytes nobody has read. */
export interface Outline {
  readonly steps: readonly Step[];
  readonly image: ImageFacts;
  readonly layers: LayerFacts;
  /** What a detector can find. */
  readonly sees: readonly DetectedKind[];
  readonly limits: PixelLimits;
  /** Frames of the result. */
  readonly frames: number;
  /** Undefined where nothing is painted: then there are no passes. */
  readonly format: OutputFormat | undefined;
  /** EXIF is kept. */
  readonly keepsExif: boolean;
}

/** One step followed. */
export interface TracedStep {
  readonly step: Step;
  /** Undefined from the first step on that cannot be done. */
  readonly size: Size | undefined;
  /** The size depends on the pixels, and this is the most it can be. */
  readonly atMost: boolean;
  readonly error: IntaglioError | undefined;
}

/** A pass, and what it paints: the picture, or a layer by its source as text. */
export interface TracedPass {
  readonly of: string;
  readonly own: boolean;
  readonly start: Size;
  /** As they are carried out: in sharp's own order, or in a row. */
  readonly strokes: readonly Stroke[];
}

/** A job followed to its end, or to the first step that cannot be done. */
export interface Trace {
  readonly steps: readonly TracedStep[];
  readonly passes: readonly TracedPass[];
  /** What is decoded, in the order in which it is painted. */
  readonly decoded: readonly { readonly of: string; readonly image: ImageFacts }[];
}

/** What is painted, as {@link TracedPass} has it. */
const picture = "picture";

/** Follows a job. What is too large is told, and followed on. */
export function trace(outline: Outline): Trace {
  const { image, steps, format, frames, keepsExif } = outline;
  const painting = createPainting(picture, image, frames > 1, keepsExif && frames === 1);
  const traced = followSteps(steps, storedFrame(image), outline, painting);
  const done = traced.every(({ size }) => size !== undefined);
  if (format === undefined || !done) return { steps: traced, passes: [], decoded: [] };
  painting.end(format);
  const layers = steps.flatMap((step) => (step.op === "overlay" ? decodedFor(step, outline) : []));
  return { steps: traced, passes: painting.passes, decoded: [{ of: picture, image }, ...layers] };
}

function followSteps(steps: readonly Step[], from: Frame, outline: Outline, painting: Painting): TracedStep[] {
  const around: Around = { self: outline.image, layers: outline.layers, sees: outline.sees };
  let frame: Frame | undefined = from;
  let atMost = false;
  return steps.map((step): TracedStep => {
    if (frame === undefined) return { step, size: undefined, atMost, error: undefined };
    const before: Frame = frame;
    const error = caught(() => checkStepFrame(step, before, outline.limits, outline.frames, around));
    const strokes = error === undefined || error.code === "PLAN_TOO_LARGE" ? strokesWith(step, before, around) : error;
    if (strokes instanceof IntaglioError) {
      frame = undefined;
      return { step, size: undefined, atMost, error: strokes };
    }
    if (step.op === "overlay") painting.passes.push(...passesOfLayer(step, before, outline));
    painting.add(strokes);
    frame = frameAfter(step, before, strokes);
    atMost ||= dependsOnPixels(step, strokes);
    return { step, size: { width: frame.width, height: frame.height }, atMost, error };
  });
}

function strokesWith(step: Step, before: Frame, around: Around): readonly Stroke[] | IntaglioError {
  try {
    const sketches = strokesOf(step, before, plannedMeans(around));
    return sketches.flatMap((sketch) => (isStroke(sketch) ? [sketch] : plannedSearch(sketch)));
  } catch (error) {
    if (error instanceof IntaglioError) return error;
    throw error;
  }
}

function caught(work: () => unknown): IntaglioError | undefined {
  try {
    work();
    return undefined;
  } catch (error) {
    if (error instanceof IntaglioError) return error;
    throw error;
  }
}

function dependsOnPixels(step: Step, strokes: readonly Stroke[]): boolean {
  if (strokes.some(({ kind }) => kind === "trim")) return true;
  return step.op === "overlay" && step.overflow !== "clip" && step.layer.kind === "text";
}

/** A layer is a picture of its own on its way. */
function passesOfLayer(step: StepOf<"overlay">, below: Size, outline: Outline): TracedPass[] {
  const start = layerStart(step, below, { self: outline.image, layers: outline.layers });
  const [known] = decodedFor(step, outline);
  const painting = createPainting(layerName(step), known?.image ?? drawn(start), false, false);
  followSteps(layerSteps(step, below), start, { ...outline, frames: 1 }, painting);
  painting.flush();
  return painting.passes;
}

function decodedFor(step: StepOf<"overlay">, { image, layers }: Outline): Trace["decoded"] {
  const facts = step.layer.kind === "self" ? image : layerFacts(step, layers);
  return facts ? [{ of: layerName(step), image: facts }] : [];
}

function layerName({ layer }: StepOf<"overlay">): string {
  const isDrawn = layer.kind === "self" || layer.kind === "text" || layer.kind === "color";
  return `layer ${isDrawn ? layer.kind : writeSource(layer)}`;
}

/** What a text or a colour is painted from. */
function drawn({ width, height }: Size): Source {
  return { width, height, orientation: 1, hasAlpha: true, colorMode: "RGBA" };
}

type Source = Pick<ImageFacts, "width" | "height" | "orientation" | "hasAlpha" | "colorMode">;

interface Painting {
  readonly passes: TracedPass[];
  /** Takes a step's strokes. */
  add(strokes: readonly Stroke[]): void;
  /** Passes end here. */
  flush(): void;
  /** Flushes; formats without transparency get a ground first. */
  end(format: OutputFormat): void;
}

/** Pictures whose colours are not 8-bit RGB: sharp converts them in a pass of their own. Depths above 8 bits are not known here. */
const plainModes: readonly string[] = ["RGB", "RGBA", "P"];

/** The same turns as `walk.ts` and `render.ts` take with pixels, and `animate.ts` where it moves. */
function createPainting(of: string, image: Source, moves: boolean, keepsExif: boolean): Painting {
  const { width, height } = keepsExif ? image : storedFrame(image);
  let before: Size = { width, height };
  let pixels: Pixels = moves
    ? { alpha: true, foreign: false }
    : { alpha: image.hasAlpha, foreign: !plainModes.includes(image.colorMode) };
  let waiting: Stroke[] = keepsExif && image.orientation !== 1 ? turnedBack(image, image.orientation) : [];
  const passes: TracedPass[] = [];
  const flush = (): void => {
    const compiled = compile(waiting, before, pixels);
    passes.push(...compiled.map((pass) => toTraced(of, pass)));
    before = waiting.at(-1)?.size ?? before;
    pixels = {
      alpha: alphaAfterAll(waiting, pixels.alpha),
      foreign: pixels.foreign && compiled.length === 0,
    };
    waiting = [];
  };
  return {
    passes,
    add(strokes) {
      waiting.push(...(moves ? strokes.flatMap((stroke, at) => settled(stroke, strokes[at - 1]?.size)) : strokes));
      if (!moves && strokes.some(({ kind }) => kind === "trim" || kind === "lay")) flush();
    },
    flush,
    end(format) {
      const size = waiting.at(-1)?.size ?? before;
      if (!moves && !holdsAlpha(format) && alphaAfterAll(waiting, pixels.alpha))
        waiting.push({ kind: "flatten", color: "ffffffff", size });
      flush();
    },
  };
}

/** All frames of an animation are cut alike, where the first one says, or where all fit. */
function settled(stroke: Stroke, before: Size | undefined): Stroke[] {
  if (stroke.kind === "trim") return [{ kind: "cut", box: { left: 0, top: 0, ...sizeOf(stroke) }, size: stroke.size }];
  if (stroke.kind !== "find") return [stroke];
  const { scaled, kernel, size } = stroke;
  const grown: Stroke[] =
    scaled && !(before && before.width === scaled.width && before.height === scaled.height)
      ? [{ kind: "scale", kernel, size: scaled }]
      : [];
  return [...grown, { kind: "cut", box: { left: 0, top: 0, ...sizeOf(stroke) }, size }];
}

function sizeOf({ size: { width, height } }: Stroke): Size {
  return { width, height };
}

function toTraced(of: string, { start, slots: taken, solos }: Pass): TracedPass {
  const shared = slots.flatMap((slot) => taken.get(slot) ?? []);
  return { of, own: solos !== undefined, start, strokes: solos ?? shared };
}
