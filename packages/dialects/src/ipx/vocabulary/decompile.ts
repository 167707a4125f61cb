/** From steps to what would be asked for. It may promise too much: whoever uses it compiles the outcome again and compares. */
import type { Encode, Step, StepOf } from "@intaglio/contract";
import { formats, type Asked } from "./asked.ts";

const black = "000000ff";

/** What asks for these steps and settings; undefined, or the step that nothing asks for. */
export function decompile(steps: readonly Step[], encode: Encode): Asked | Step {
  let asked: Asked = readEncode(encode);
  for (const [at, step] of steps.entries()) {
    const more = readStep(step, steps, at, asked);
    const isTwice = more !== undefined && Object.keys(more).some((key) => key !== "background" && key in asked);
    if (more === undefined || isTwice) return step;
    asked = { ...asked, ...more };
  }
  return asked;
}

function readEncode({ format, quality, animated }: Encode): Asked {
  const known = formats.find((name) => name === format);
  return {
    ...(known && { format: known }),
    ...(typeof quality === "number" && { quality }),
    ...(animated && format !== "same" && format !== "gif" && { animated }),
  };
}

function readStep(step: Step, steps: readonly Step[], at: number, asked: Asked): Asked | undefined {
  switch (step.op) {
    case "orient":
      return { orient: at === 0 ? "first" : "cropped" };
    case "flip":
      return { ...(step.vertical && { flip: true }), ...(step.horizontal && { flop: true }) };
    case "rotate":
      return { rotate: step.degrees, ...(step.degrees % 90 !== 0 && backed(step.background)) };
    case "trim":
      return { trim: step.threshold };
    case "crop":
      return readCrop(step, steps, at, asked);
    case "resize":
      return readResize(step, steps, at);
    case "extend":
      return readExtend(step);
    case "flatten":
      return { flatten: true, ...backed(step.color) };
    case "adjust":
      return readAdjust(step, steps.slice(at + 1), asked);
    default:
      return readLook(step);
  }
}

function backed(color: string): Asked {
  return color === black ? {} : { background: color };
}

function readCrop(step: StepOf<"crop">, steps: readonly Step[], at: number, asked: Asked): Asked | undefined {
  if (isTurnedCrop(steps, at)) return {};
  const { x: left, y: top, width, height } = step;
  if (typeof left !== "number" || typeof top !== "number") return undefined;
  if (typeof width !== "number" || typeof height !== "number") return undefined;
  return asked.crop ? { cropAfter: { left, top, width, height } } : { crop: { left, top, width, height } };
}

/** A crop that sharp makes by itself after a turn. */
function isTurnedCrop(steps: readonly Step[], at: number): boolean {
  const [resize, turn, crop] = [steps[at - 2], steps[at - 1], steps[at]];
  const isTurned = turn?.op === "rotate" && turn.degrees % 180 === 90;
  return resize?.op === "resize" && isTurned && crop?.op === "crop" && crop.x === undefined;
}

function readResize(step: StepOf<"resize">, steps: readonly Step[], at: number): Asked | undefined {
  const { width, height, mode, enlarge, anchor, kernel, background } = step;
  if (typeof width === "object" || typeof height === "object") return undefined;
  const isBox = width !== undefined && height !== undefined;
  const early = isBox ? turnsLate(steps, at) : height !== undefined;
  const next = steps[at + 2];
  const turned = next?.op === "crop" && isTurnedCrop(steps, at + 2) ? next : undefined;
  const fit = turned
    ? "cover"
    : ({ pad: "contain", cover: "cover", force: "fill", inside: "inside", outside: "outside" } as const)[mode];
  const place = turned?.anchor ?? anchor;
  const centred = place.kind === "named" && place.at === "center";
  return {
    size: { ...(width !== undefined && { width }), ...(height !== undefined && { height }), early },
    ...(enlarge === "allow" && { enlarge: true }),
    ...(isBox && fit !== "cover" && { fit }),
    ...(isBox && !centred && { position: place }),
    ...(kernel !== "lanczos3" && { kernel }),
    ...(fit === "contain" && backed(background)),
  };
}

/** Whether the turn comes after the resize; a half turn may also stand before it, behind what else comes first. */
function turnsLate(steps: readonly Step[], resize: number): boolean {
  const turn = steps.findIndex(({ op }) => op === "rotate");
  return turn > resize || steps.slice(0, Math.max(0, turn)).some(({ op }) => op !== "orient" && op !== "flip");
}

function readExtend({ top, right, bottom, left, aspect, fill, color }: StepOf<"extend">): Asked | undefined {
  const isKnown = fill === "color" || fill === "copy" || fill === "repeat" || fill === "mirror";
  if (aspect !== undefined || !isKnown) return undefined;
  return { extend: { top, right, bottom, left, fill }, ...(fill === "color" && backed(color)) };
}

/** A gamma of its own is one half of ipx's; which one, its direction and its partner say. */
function readAdjust(step: StepOf<"adjust">, later: readonly Step[], asked: Asked): Asked | undefined {
  const { gamma, brightness, saturation, hue, lightness } = step;
  if (gamma === 1)
    return {
      ...(brightness !== 1 && { brightness }),
      ...(saturation !== 1 && { saturation }),
      ...(hue !== 0 && { hue }),
      ...(lightness !== 0 && { lightness }),
    };
  if (gamma > 1 && asked.gamma?.after === gamma) return {};
  if (gamma > 1) return { gamma: { before: 1, after: gamma } };
  const partner = later.find((other) => other.op === "adjust" && other.gamma > 1);
  return { gamma: { before: inverse(gamma), after: partner?.op === "adjust" ? partner.gamma : 1 } };
}

/** The number with the fewest decimals whose inverse, kept to 4 decimals, is this. */
function inverse(value: number): number {
  const near = [0, 1, 2, 3, 4].map((places) => Math.round(10 ** places / value) / 10 ** places);
  return near.find((candidate) => Math.round(10_000 / candidate) === Math.round(value * 10_000)) ?? 1 / value;
}

function readLook(step: Step): Asked | undefined {
  switch (step.op) {
    case "texture":
      if (step.name === "median" || step.name === "dilate" || step.name === "erode") return { [step.name]: step.size };
      return step.name === "clahe" && step.limit !== undefined
        ? { clahe: { width: step.size, height: step.height ?? step.size, limit: step.limit } }
        : undefined;
    case "filter":
      return readFilter(step);
    case "blur":
      return { blur: step.sigma };
    case "transparent":
      return { unflatten: true };
    case "sharpen": {
      const { op: _, ...given } = step;
      return { sharpen: given };
    }
    case "opacity":
      return { opacity: step.amount };
    case "overlay":
      return step.layer.kind === "color" ? { opacity: 1 - step.opacity, background: step.layer.color } : undefined;
    case "linear": {
      const [factor = 1] = step.factor;
      const [offset = 0] = step.offset;
      return { linear: { factor, offset } };
    }
    default:
      return undefined;
  }
}

function readFilter({ name, color, level, lower, upper, channels }: StepOf<"filter">): Asked | undefined {
  switch (name) {
    case "grayscale":
      return { grayscale: true };
    case "negate":
      return { negate: { channels } };
    case "threshold":
      return { threshold: { level: level ?? 128, channels } };
    case "normalise":
      return { normalize: { lower: lower ?? 1, upper: upper ?? 99 } };
    case "tint":
      return color === undefined ? undefined : { tint: color };
    default:
      return undefined;
  }
}
