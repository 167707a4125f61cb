/**
 * Animations: every frame is painted by itself, as a still picture is. sharp could do some strokes on all frames at once,
 * as one tall picture, but refuses turns and searches there, and lets blurs and scaling bleed from frame to frame. Small
 * frames that are only scaled are done at once all the same, apart from each other: see `frames-at-once.ts`.
 */
import { IntaglioError, type Size, type Step } from "@intaglio/contract";
import { decode, unreadable } from "./decode.ts";
import { withoutAlpha } from "./opaque.ts";
import { freePixels, type RawPicture, toRaw } from "./raw.ts";
import { scaleFrames, scalingOf, type Strip } from "./frames-at-once.ts";
import { checkStepFrame, frameAfter, strokesOf } from "./frames.ts";
import { fillColor } from "./fill-color.ts";
import type { Box } from "./geometry.ts";
import { paint } from "./brush.ts";
import { levelStages } from "./levels.ts";
import { isStroke, settle } from "./settle-search.ts";
import { cut, scale, type Sketch, type Stroke, type StrokeOf } from "./stroke.ts";
import { storedFrame } from "./stored.ts";
import { aroundOf, meansFor, type Studio } from "./walk.ts";
import { cornerOf } from "./solos/erase.ts";
import { finish, run, workOn, type Work } from "./work.ts";

/** So many frames of the studio's own picture, from its page on. */
export interface Animation {
  readonly studio: Studio;
  readonly pages: number;
}

/** Pixels that are decoded at a time: GIF decodes from the start for each stretch, so not too few. */
const stretchPixels = 16_000_000;

/** All frames, painted: one below the other. */
export async function paintFrames(
  animation: Animation,
  steps: readonly Step[],
): Promise<{ raw: RawPicture; pageHeight: number }> {
  const strokes = await settled(animation, steps);
  let all: Buffer | undefined;
  let first: Strip | undefined;
  let index = 0;
  for await (const strip of painted(animation, strokes)) {
    const { raw, height } = strip;
    const count = raw.height / height;
    if (count === animation.pages) return { raw, pageHeight: height };
    first ??= strip;
    const size = raw.width * height * raw.channels;
    all ??= Buffer.allocUnsafe(size * animation.pages);
    if (size * animation.pages !== all.length) throw new IntaglioError("INTERNAL", "frames of different sizes");
    raw.data.copy(all, index * size);
    index += count;
  }
  if (all === undefined || first === undefined || index !== animation.pages)
    throw new IntaglioError("IMAGE_UNREADABLE", `${index} frames of ${animation.pages}`);
  const { width, channels } = first.raw;
  const { height } = first;
  return { raw: { data: all, width, height: height * index, channels }, pageHeight: height };
}

/** The frames with all strokes done, some at a time. */
async function* painted(animation: Animation, strokes: readonly Stroke[]): AsyncGenerator<Strip> {
  const scaling = scalingOf(strokes, frameSize(animation));
  for await (const strip of strips(animation)) {
    if (scaling !== undefined) {
      const scaled = await scaleFrames(strip, scaling);
      freePixels(strip.raw.data);
      yield scaled;
    } else if (strokes.length > 0) {
      for (const frame of framesOf(strip)) yield await paintedFrame(frame, strokes);
      freePixels(strip.raw.data);
    } else yield strip;
  }
}

async function paintedFrame(frame: RawPicture, strokes: readonly Stroke[]): Promise<Strip> {
  const { data, info } = await finish(workOn(frame, frame.channels === 4), strokes, (image) => image.raw());
  const { width, height, channels } = info;
  return { raw: { data, width, height, channels }, height };
}

async function* frames(animation: Animation): AsyncGenerator<RawPicture> {
  for await (const strip of strips(animation)) yield* framesOf(strip);
}

function* framesOf({ raw, height }: Strip): Generator<RawPicture> {
  const { data, width, channels } = raw;
  const size = width * height * channels;
  for (let at = 0; at < data.length; at += size) yield { data: data.subarray(at, at + size), width, height, channels };
}

function frameSize({ studio }: Animation): Size {
  const { width, height, pageHeight = height } = studio.self.header;
  return { width, height: pageHeight };
}

/** The frames as they are stored, as many at a time as are decoded together. */
async function* strips(animation: Animation): AsyncGenerator<Strip> {
  const { studio, pages } = animation;
  const { self, limits } = studio;
  const { bytes, page: first } = self;
  const { width, height } = frameSize(animation);
  const stretch = Math.max(1, Math.floor(stretchPixels / (width * height)));
  for (let page = first; page < first + pages; page += stretch) {
    const count = Math.min(stretch, first + pages - page);
    const decoded = await toRaw(decode(bytes, limits, { page, pages: count }).ensureAlpha()).catch((error: unknown) => {
      throw unreadable(error);
    });
    // All frames alike: so only where they were decoded together.
    yield { raw: (count === pages && withoutAlpha(decoded)) || decoded, height };
  }
}

/** The steps as strokes that do not look at the picture: all frames are cut alike. */
async function settled(animation: Animation, steps: readonly Step[]): Promise<Stroke[]> {
  const strokes: Stroke[] = [];
  const { studio, pages } = animation;
  let frame = storedFrame(frameSize(animation));
  for (const step of steps) {
    checkStepFrame(step, frame, studio.limits, pages, aroundOf(studio));
    const made: Stroke[] = [];
    const sketches = strokesOf(step, frame, await meansFor(step, frame, studio));
    for (const stroke of await seen(animation, strokes, sketches)) {
      const before = made.at(-1)?.size ?? frame;
      if (stroke.kind === "trim") made.push(...cut(before, await unionOf(animation, strokes, stroke)));
      else if (stroke.kind === "find") made.push(...(await foundIn(animation, strokes, before, stroke)));
      else if (stroke.kind === "levels" || stroke.kind === "erase" || stroke.kind === "surround")
        made.push(decided(stroke, await toRaw((await firstAfter(animation, [...strokes, ...made])).open())));
      else made.push(stroke);
    }
    strokes.push(...made);
    frame = frameAfter(step, frame, made);
  }
  return strokes;
}

/** The box that holds what is left of every frame. */
async function unionOf(animation: Animation, before: readonly Stroke[], trim: StrokeOf<"trim">): Promise<Box> {
  let [left, top, right, bottom] = [Infinity, Infinity, 0, 0];
  for await (const frame of frames(animation)) {
    const work = await run(workOn(frame, frame.channels === 4), before);
    const { info } = await paint(work.open(), { start: work.size, slots: new Map([["trim", trim]]) })
      .raw()
      .toBuffer({ resolveWithObject: true });
    const [x, y] = [-(info.trimOffsetLeft ?? 0), -(info.trimOffsetTop ?? 0)];
    [left, top, right, bottom] = [
      Math.min(left, x),
      Math.min(top, y),
      Math.max(right, x + info.width),
      Math.max(bottom, y + info.height),
    ];
  }
  return { left, top, width: right - left, height: bottom - top };
}

/** What a detector finds in the first frame is taken for where it is in all. */
async function seen(
  animation: Animation,
  done: readonly Stroke[],
  sketches: readonly Sketch[],
): Promise<readonly Stroke[]> {
  if (sketches.every(isStroke)) return sketches;
  return settle(sketches, await firstAfter(animation, done), [], animation.studio.sight);
}

/** What the first frame shows decides: a part that jumps from frame to frame would be no animation. */
async function foundIn(
  animation: Animation,
  done: readonly Stroke[],
  before: Size,
  find: StrokeOf<"find">,
): Promise<Stroke[]> {
  const scaled = find.scaled ?? before;
  const work = await firstAfter(animation, [...done, ...scale(before, scaled, find.kernel)]);
  const search: Stroke = { kind: "find", by: find.by, kernel: find.kernel, size: find.size };
  const { info } = await paint(work.open(), { start: work.size, slots: new Map([["find", search]]) })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const box = {
    left: -(info.cropOffsetLeft ?? 0),
    top: -(info.cropOffsetTop ?? 0),
    width: find.size.width,
    height: find.size.height,
  };
  return [...scale(before, scaled, find.kernel), ...cut(scaled, box)];
}

/** Colours that follow from the picture follow from the first frame: from each by itself they would flicker. */
function decided(stroke: StrokeOf<"levels"> | StrokeOf<"erase"> | StrokeOf<"surround">, first: RawPicture): Stroke {
  if (stroke.kind === "surround") return surroundOf(stroke, first);
  if (stroke.kind === "erase") return { ...stroke, color: stroke.color ?? cornerOf(first) };
  const { levels, size, alpha } = stroke;
  return { kind: "colors", stages: levelStages(first, levels), size, ...(alpha ? { alpha } : {}) };
}

function surroundOf(stroke: StrokeOf<"surround">, first: RawPicture): Stroke {
  const { fill, pictureAt, size } = stroke;
  if (fill === "blurred") return stroke;
  const before = { width: first.width, height: first.height };
  return { kind: "extend", ...pictureAt, before, fill: "color", color: fillColor(first, fill), size };
}

/** The first frame after some strokes. */
async function firstAfter(animation: Animation, strokes: readonly Stroke[]): Promise<Work> {
  const first = await frames(animation).next();
  if (first.done) throw new IntaglioError("IMAGE_UNREADABLE", "no frames");
  return run(workOn(first.value, first.value.channels === 4), strokes);
}
