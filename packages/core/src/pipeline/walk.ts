/** Steps carried out on a picture, and on the layers that they lay on it. */
import { IntaglioError, writeSource, type Size, type Step, type StepOf } from "@intaglio/contract";
import sharp from "sharp";
import { checkSize, checkStepFrame, frameAfter, strokesOf } from "./frames.ts";
import type { Named, TextLayer } from "./fonts.ts";
import { boxOf, layerSteps, type Around } from "./layers.ts";
import type { PixelLimits } from "./limits.ts";
import type { Frame, Means } from "./painter.ts";
import { openPicture, type Picture } from "./picture.ts";
import { toRaw, type RawPicture } from "./raw.ts";
import { isStroke, settle } from "./settle-search.ts";
import type { Sight } from "./sight.ts";
import { isSolo } from "./solos.ts";
import { storedFrame } from "./stored.ts";
import type { Stroke } from "./stroke.ts";
import { paintText } from "./text.ts";
import { run, workOn, type Work } from "./work.ts";

/** All that a job's steps may need beside the pixels they find. */
export interface Studio {
  /** The source: it can be laid on itself. */
  readonly self: Picture;
  /** Other pictures, by their source as `writeSource` writes it. */
  readonly layers: ReadonlyMap<string, Picture>;
  readonly limits: PixelLimits;
  /** What texts can be set in. */
  readonly fonts: readonly Named[];
  readonly sight: Sight;
}

/** A picture on its way. */
export interface Walk {
  readonly work: Work;
  /** Still to be done. */
  readonly strokes: readonly Stroke[];
}

/** Paints as far as a size is known only afterwards, or a layer must be laid on: one at a time is held in memory. */
export async function walk(start: Walk, steps: readonly Step[], from: Frame, studio: Studio): Promise<Walk> {
  let { work } = start;
  let strokes = [...start.strokes];
  let frame = from;
  for (const step of steps) {
    checkStepFrame(step, frame, studio.limits, 1, aroundOf(studio));
    const sketches = strokesOf(step, frame, await meansFor(step, frame, studio));
    if (!sketches.every(isStroke) && strokes.some(isSolo)) {
      // They would be painted for the search, and again for what comes of it.
      work = await run(work, strokes);
      strokes = [];
    }
    const made = await settle(sketches, work, strokes, studio.sight);
    strokes.push(...made);
    frame = frameAfter(step, frame, made);
    if (!made.some(({ kind }) => kind === "trim" || kind === "lay")) continue;
    work = await run(work, strokes);
    strokes = [];
    frame = { ...work.size, orientation: frame.orientation };
  }
  return { work, strokes };
}

/** What a step has at hand; what it may lay on is painted. */
export async function meansFor(step: Step, below: Size, studio: Studio): Promise<Means> {
  const layer = step.op === "overlay" ? await paintLayer(step, below, studio) : undefined;
  const layerOf = (): RawPicture => {
    if (layer === undefined) throw new IntaglioError("INTERNAL", `${step.op} lays nothing on`);
    return layer;
  };
  return { layerOf, sees: studio.sight.kinds };
}

/** What is known in a studio beside the steps. */
export function aroundOf({ self, layers, sight }: Studio): Around {
  const facts = new Map([...layers].map(([source, picture]) => [source, picture.facts]));
  return { self: self.facts, layers: facts, sees: sight.kinds };
}

async function paintLayer(step: StepOf<"overlay">, below: Size, studio: Studio): Promise<RawPicture> {
  const { start, frame } = await beginLayer(step, below, studio);
  const { work, strokes } = await walk(start, layerSteps(step, below), frame, studio);
  return toRaw((await run(work, strokes)).open().toColourspace("srgb"));
}

async function beginLayer(
  { layer }: StepOf<"overlay">,
  below: Size,
  studio: Studio,
): Promise<{ start: Walk; frame: Frame }> {
  if (layer.kind === "text") return begin(await setText(layer, below, studio));
  if (layer.kind === "color") return begin(await plain(boxOf(layer, below), layer.color));
  const picture = layer.kind === "self" ? studio.self : studio.layers.get(writeSource(layer));
  if (picture === undefined) throw new IntaglioError("INTERNAL", "a layer is missing");
  return {
    start: { ...openPicture(picture, studio.limits), strokes: [] },
    frame: storedFrame(picture.facts),
  };
}

function begin(raw: RawPicture): { start: Walk; frame: Frame } {
  const { width, height } = raw;
  return { start: { work: workOn(raw, raw.channels === 4), strokes: [] }, frame: { width, height, orientation: 1 } };
}

async function setText(layer: TextLayer, below: Size, { fonts, limits }: Studio): Promise<RawPicture> {
  const text = await paintText(layer, below, fonts);
  checkSize("overlay: text", text, limits, 1); // only now is its size known
  return text;
}

function plain(size: Size, color: string): Promise<RawPicture> {
  const channels = color.endsWith("ff") ? 3 : 4;
  return toRaw(sharp({ create: { ...size, channels, background: `#${color}` } }));
}
