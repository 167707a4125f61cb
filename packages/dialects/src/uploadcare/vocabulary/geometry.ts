/** Words about sizes and shapes. */
import type { Step, StepInput, StepOf } from "@intaglio/contract";
import { inPixels, readBox, readPlace, readWhole, writeBox, writePlace, type Box } from "./arguments.ts";
import { readSmart, writeSmart } from "./smart.ts";
import { bare, stateWord, stepWord, type Said, type State } from "./word.ts";

/** One argument: a box in pixels with both sides, or one. */
function readPixels(args: readonly string[], sides: 1 | 2): Box | undefined {
  const box = args.length === 1 ? readBox(args[0]) : undefined;
  return box && inPixels(box) && Object.keys(box).length >= sides ? box : undefined;
}

function resizeStep(box: Box, { stretch, fill }: State): StepInput {
  const enlarge = stretch === "on" ? "allow" : "never";
  if (stretch === "fill") return { op: "resize", ...box, mode: "pad", enlarge, background: fill };
  return { op: "resize", ...box, mode: Object.keys(box).length === 2 ? "force" : "inside", enlarge };
}

/** Fits into the box, never enlarges. */
export const preview = stepWord({
  op: "resize",
  takes: "nothing, or a size such as 300x200",
  means: "`resize` inside the box, never enlarging; without a size, 2048x2048",
  read: (args) => {
    const box = bare(args) ? { width: 2048, height: 2048 } : readPixels(args, 2);
    return box && [{ op: "resize", ...box, mode: "inside", enlarge: "never" }];
  },
  write: ({ width, height, mode, enlarge }) => {
    if (mode !== "inside" || enlarge !== "never" || width === undefined || height === undefined) return undefined;
    return { args: width === 2048 && height === 2048 ? [] : [writeBox({ width, height })] };
  },
});

/** Takes the sides as they are given. */
export const resize = stepWord({
  op: "resize",
  takes: "a size in pixels: 300x200, 300x or x200",
  means:
    "`resize`: one side in proportion, two sides exactly (may distort); `stretch` before it says what small pictures do",
  read: (args, state) => {
    const box = readPixels(args, 1);
    return box && [resizeStep(box, state)];
  },
  write: (step): Said | undefined => {
    const args = [writeBox(step)];
    if (step.mode === "pad" && step.fill === "color")
      return { args, state: { stretch: "fill", fill: step.background } };
    if (step.mode !== "force" && step.mode !== "inside") return undefined;
    return { args, state: { stretch: step.enlarge === "allow" ? "on" : "off" } };
  },
});

/** Uploadcare stretches what may be stretched; without a model for that, the picture is fitted in and filled up. */
export const smartResize = stepWord({
  op: "resize",
  takes: "a size in pixels: 300x200, 300x or x200",
  means: "`resize` into the box, filled up with the colour that most of the border has",
  notice: () => "smart_resize fits the picture in and fills up with its border's colour",
  read: (args) => {
    const box = readPixels(args, 1);
    return box && [{ op: "resize", ...box, mode: "pad", enlarge: "allow", fill: "border" }];
  },
  write: (step) => (step.mode === "pad" && step.fill === "border" ? { args: [writeBox(step)] } : undefined),
});

/** Fills the box and cuts off what is too much. */
export const scaleCrop = stepWord({
  op: "resize",
  takes:
    "a size such as 300x200, then a smart type, then a place (a keyword, or x,y in pixels or percent), each optional",
  means: "`resize` covering the box, anchored; without a place top left, with a smart type the centre",
  read: (args, state) => {
    const box = readPixels(args.slice(0, 1), 2);
    const rest = args.slice(1);
    const anchor = rest.length === 0 ? ({ kind: "offset", x: 0, y: 0 } as const) : (readSmart(rest) ?? readOnly(rest));
    if (!box || !anchor || (anchor.kind === "offset" && (anchor.x < 0 || anchor.y < 0))) return undefined;
    const covering = { op: "resize", ...box, mode: "cover", anchor } as const;
    if (state.stretch === "on") return [{ ...covering, enlarge: "allow" }];
    if (state.stretch === "off") return [{ ...covering, enlarge: "never", whenSmall: "keep-aspect" }];
    // Large pictures are cropped to the box as ever; what is missing of small ones is filled up.
    const filled = { op: "resize", ...box, mode: "pad", enlarge: "never", background: state.fill } as const;
    return [{ ...covering, enlarge: "never" }, filled];
  },
  write: (step, next) => (step.mode === "cover" ? sayScaleCrop(step, next) : undefined),
});

function readOnly(args: readonly string[]): ReturnType<typeof readPlace> {
  return args.length === 1 ? readPlace(args[0]) : undefined;
}

function sayScaleCrop(step: StepOf<"resize">, next: Step | undefined): Said | undefined {
  const place = sayPlace(step);
  if (!place) return undefined;
  const args = [writeBox(step), ...place];
  if (step.enlarge === "allow") return { args, state: { stretch: "on" } };
  if (step.whenSmall === "keep-aspect") return { args, state: { stretch: "off" } };
  if (next?.op !== "resize" || next.mode !== "pad") return undefined;
  return { args, state: { stretch: "fill", fill: next.background }, covers: 2 };
}

function sayPlace({ anchor }: StepOf<"resize">): readonly string[] | undefined {
  if (anchor.kind === "detect") return writeSmart(anchor.by, anchor.otherwise);
  if (anchor.kind === "offset" && anchor.x === 0 && anchor.y === 0) return [];
  const place = writePlace(anchor);
  return place === undefined ? undefined : [place];
}

/** What `resize` and `scale_crop` after it do with small pictures. */
export const stretch = stateWord({
  key: "stretch",
  takes: "on, off or fill",
  means: "for the sizes that follow: `on` enlarges, `off` never does, `fill` fills up with the `setfill` colour",
  read: (args) => {
    const value = (["on", "off", "fill"] as const).find((word) => args.length === 1 && word === args[0]);
    return value && { stretch: value };
  },
  write: (state) => [state.stretch],
});

/** Turns counter-clockwise. */
export const rotate = stepWord({
  op: "rotate",
  takes: "an angle counter-clockwise: 0, 90, 180, 270 or 360",
  means: "`rotate` by the same angle clockwise; quarter turns only",
  read: (args) => {
    const angle = args.length === 1 ? readWhole(args[0], 0, 360) : undefined;
    if (angle === undefined || angle % 90 !== 0) return undefined;
    return angle % 360 === 0 ? [] : [{ op: "rotate", degrees: 360 - angle }];
  },
  write: ({ degrees }) => (degrees % 90 === 0 ? { args: [String(360 - degrees)] } : undefined),
});

/** Swaps top and bottom. */
export const flip = stepWord({
  op: "flip",
  takes: "nothing",
  means: "`flip` vertical",
  read: (args) => (bare(args) ? [{ op: "flip", vertical: true }] : undefined),
  write: ({ vertical }) => (vertical ? { args: [] } : undefined),
});

/** Swaps left and right. */
export const mirror = stepWord({
  op: "flip",
  takes: "nothing",
  means: "`flip` horizontal",
  read: (args) => (bare(args) ? [{ op: "flip", horizontal: true }] : undefined),
  write: ({ vertical }) => (vertical ? undefined : { args: [] }),
});

/** Cuts away a border of one colour. */
export const trim = stepWord({
  op: "trim",
  takes: "nothing, or a tolerance from 0 to 255, then pixels to keep",
  means: "`trim` by the top left pixel's colour; the tolerance is a channel's difference, 10 when absent",
  read: (args) => {
    const threshold = args.length > 0 ? readWhole(args[0], 0, 255) : 10;
    const keep = args.length > 1 ? readWhole(args[1], 0, 8192) : 0;
    return threshold === undefined || keep === undefined || args.length > 2
      ? undefined
      : [{ op: "trim", threshold, keep }];
  },
  write: ({ threshold, keep }) => ({
    args: keep > 0 ? [String(threshold), String(keep)] : threshold === 10 ? [] : [String(threshold)],
  }),
});
