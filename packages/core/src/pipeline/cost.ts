/**
 * What a job costs, guessed from numbers alone. The figures are CPU milliseconds a megapixel, measured with one thread
 * on two photographs of 13 and 6 megapixels, on a virtual machine of 2026. On a dozen jobs there the sums were 0.8 to 1.7
 * times the truth; machines differ, and so do pictures.
 * Starting workers and carrying bytes to and fro are not in it.
 */
import type { ImageFacts, ImageFormat, OutputFormat, Size } from "@intaglio/contract";
import type { Encoding } from "./job.ts";
import type { Stroke, StrokeKind } from "./stroke.ts";
import type { Trace, TracedPass } from "./trace.ts";

/** For each pixel that the file holds, and for each that is made of it: a JPEG decoded small is read whole all the same. */
const decoding: Readonly<Record<ImageFormat, readonly [held: number, made: number]>> = {
  jpeg: [1.4, 1.5],
  png: [0, 4],
  webp: [0, 12],
  gif: [0, 7],
  avif: [0, 46],
  tiff: [0, 12],
};

/** For each pixel of the larger of what goes in and what comes out. */
const painting: Readonly<Partial<Record<StrokeKind, number>>> = {
  scale: 1,
  turn: 3,
  spin: 33,
  slant: 33,
  trim: 60,
  sharpen: 37,
  colors: 9,
  levels: 20,
  shadow: 58,
  outline: 58,
};
/** For strokes that the table does not name. */
const plainStroke = 5;
/** For each pixel of a picture that grows: all of them are worked out from many. */
const enlarging = 18;
/** A pass of its own goes through memory and back. */
const ownPass = 2;

const encoding: Readonly<Record<OutputFormat, number>> = { jpeg: 5, webp: 34, avif: 57, png: 28, gif: 280 };
const encodingLossless: Readonly<Partial<Record<OutputFormat, number>>> = { jpeg: 20, webp: 345, avif: 177 };
/** Encodes that a limit of bytes takes, as a rule. */
const triesWithin = 3;

/** What is summed up: pixels, of all frames together. */
export interface Cost {
  /** That come out of decoders. */
  readonly decoded: number;
  /** In each pass: the larger of what goes in and what comes out. */
  readonly painted: readonly number[];
  readonly written: number;
  /** CPU milliseconds. */
  readonly cpu: number;
}

/** Guesses the cost of a job that was followed; `frames` and `size` are the result's. */
export function guessCost({ decoded, passes }: Trace, encode: Encoding, size: Size, frames: number): Cost {
  const firsts = decoded.map(({ of, image }) => ({ image, pass: passes.find((pass) => pass.of === of) }));
  const shrinks = firsts.map(({ image, pass }) => (pass && frames === 1 ? shrinkOf(image, pass) : 1));
  let pixels = 0;
  let cpu = 0;
  for (const [at, { image }] of firsts.entries()) {
    const [held, made] = decoding[image.format];
    const all = pixelsOf(image) * frames;
    const out = all / (shrinks[at] ?? 1) ** 2;
    pixels += out;
    cpu += all * held + out * made;
  }
  const painted = passes.map((pass) => {
    const first = firsts.findIndex((one) => one.pass === pass);
    const start = pixelsOf(pass.start) / (shrinks[first] ?? 1) ** 2;
    cpu += passCost(pass, start) * frames;
    return Math.max(start, pixelsOf(pass.strokes.at(-1)?.size ?? pass.start)) * frames;
  });
  const written = pixelsOf(size) * frames;
  const rate = (encode.lossless ? encodingLossless[encode.format] : undefined) ?? encoding[encode.format];
  cpu += written * rate * (encode.maxBytes === undefined ? 1 : triesWithin);
  return { decoded: pixels, painted, written, cpu: cpu / 1_000_000 };
}

function pixelsOf({ width, height }: Size): number {
  return width * height;
}

/** Of a pass into which so many pixels go. */
function passCost({ strokes, own }: TracedPass, start: number): number {
  let before = start;
  let cost = 0;
  for (const { kind, size } of strokes) {
    const after = pixelsOf(size);
    const rate = kind === "scale" && after > before ? enlarging : (painting[kind] ?? plainStroke);
    cost += Math.max(before, after) * rate;
    before = after;
  }
  return cost + (own ? Math.max(start, before) * ownPass : 0);
}

/** How much smaller along a side a JPEG is decoded: sharp leaves at least a factor of two to the scaling itself. */
function shrinkOf({ format }: ImageFacts, { strokes, start, own }: TracedPass): number {
  const at = strokes.findIndex(isScale);
  const scale = strokes[at];
  if (format !== "jpeg" || own || !scale) return 1;
  if (strokes.slice(0, at).some(({ kind }) => kind === "cut" || kind === "trim")) return 1;
  const target = scale.kind === "find" ? (scale.scaled ?? scale.size) : scale.size;
  const factor = Math.min(start.width / target.width, start.height / target.height);
  return [8, 4, 2].find((shrink) => factor >= shrink * 2) ?? 1;
}

function isScale(stroke: Stroke): boolean {
  return stroke.kind === "scale" || (stroke.kind === "find" && stroke.scaled !== undefined);
}
