/**
 * Strokes, in their order, as the fewest sharp instances whose order is true.
 *
 * Inside one instance sharp runs its own fixed order, whatever the calls' order (src/pipeline.cc of sharp 0.35): trim,
 * extract, flatten, resize, flip and flop, quarter turns, a resize's own crop, other turns, a second extract,
 * slants, extend, blur, sharpen. A stroke joins a pass when its slot there comes later
 * than every slot in use; where two strokes may trade places without a change to the picture, they do.
 */
import type { Size } from "@intaglio/contract";
import { shortenTurns } from "./dihedral.ts";
import { swapped } from "./geometry.ts";
import { isSolo } from "./solos.ts";
import type { OrderedStroke, SoloStroke, Stroke, StrokeKind, StrokeOf } from "./stroke.ts";

/** The places in sharp's own order. */
export const slots = [
  "trim",
  "cut-first",
  "flatten",
  "scale",
  "mirror",
  "turn",
  "find",
  "spin",
  "cut-last",
  "slant",
  "extend",
  "blur",
  "sharpen",
] as const;
/** A place in sharp's own order. */
export type Slot = (typeof slots)[number];

/** One sharp instance: at most one stroke a slot; or strokes that sharp has no place for, in a row. */
export interface Pass {
  readonly start: Size;
  readonly slots: ReadonlyMap<Slot, OrderedStroke>;
  readonly solos?: readonly SoloStroke[];
}

/** What of the pixels matters to the order. */
export interface Pixels {
  /** They may have transparency. */
  readonly alpha: boolean;
  /** They are not yet 8-bit RGB: sharp would paint colours in grey, or in another colour space. */
  readonly foreign: boolean;
}

/** The passes that paint these strokes. No strokes: no passes. */
export function compile(strokes: readonly Stroke[], start: Size, pixels: Pixels): Pass[] {
  const passes: OpenPass[] = [];
  let { alpha } = pixels;
  let before = start;
  for (const stroke of shortenTurns(strokes, start)) {
    if (isSolo(stroke)) {
      const row = passes.at(-1)?.solos;
      if (row) row.push(stroke);
      else passes.push({ start: before, slots: new Map(), foreign: false, closed: true, solos: [stroke] });
      alpha = alphaAfter(stroke, alpha);
      before = stroke.size;
      continue;
    }
    const last = passes.at(-1) ?? open(passes, before, pixels.foreign);
    if (!join(last, stroke, alpha)) {
      const next = open(passes, before, false);
      join(next, stroke, alpha);
    }
    const after = alphaAfter(stroke, alpha);
    // sharp decides at a pass's start whether blurs and the like mind transparency.
    if (after && !alpha) closed(passes);
    alpha = after;
    before = stroke.size;
  }
  return passes;
}

/** Whether pixels may have transparency after some strokes. */
export function alphaAfterAll(strokes: readonly Stroke[], before: boolean): boolean {
  return strokes.reduce((alpha, stroke) => alphaAfter(stroke, alpha), before);
}

/** Strokes that leave transparency behind whatever was before. */
const makesAlpha = new Set<StrokeKind>(["opacity", "erase", "cutOut", "ring", "shadow", "outline"]);

function alphaAfter(stroke: Stroke, before: boolean): boolean {
  if (stroke.kind === "flatten") return false;
  if (makesAlpha.has(stroke.kind) || ("alpha" in stroke && stroke.alpha)) return true;
  if (stroke.kind === "spin" || stroke.kind === "slant") return before || !stroke.color.endsWith("ff");
  return before || (stroke.kind === "extend" && stroke.fill === "color" && !stroke.color.endsWith("ff"));
}

interface OpenPass extends Pass {
  readonly solos?: SoloStroke[];
  readonly slots: Map<Slot, OrderedStroke>;
  readonly foreign: boolean;
  closed: boolean;
}

function open(passes: OpenPass[], start: Size, foreign: boolean): OpenPass {
  const pass: OpenPass = {
    start: { width: start.width, height: start.height },
    slots: new Map(),
    foreign,
    closed: false,
  };
  passes.push(pass);
  return pass;
}

function closed(passes: readonly OpenPass[]): void {
  const last = passes.at(-1);
  if (last) last.closed = true;
}

/** Strokes that bring a colour or a number of their own, and so need 8-bit RGB pixels. */
const colored = new Set<StrokeKind>(["extend", "spin", "slant", "flatten", "trim"]);
/** Strokes for which sharp multiplies colours with transparency; all between the first and the last see them so. */
const premultiplied = new Set<StrokeKind>(["scale", "find", "blur", "sharpen"]);
/** Strokes that would be wrong on such colours. */
const straight = new Set<StrokeKind>(["spin", "slant"]);

/** Puts a stroke into a pass, if the order stays true. */
function join(pass: OpenPass, stroke: OrderedStroke, alpha: boolean): boolean {
  if (pass.closed || (pass.foreign && colored.has(stroke.kind))) return false;
  const kinds = [...pass.slots.values()].map(({ kind }) => kind);
  if (alpha && straight.has(stroke.kind) && kinds.some((kind) => premultiplied.has(kind))) return false;
  if (alpha && premultiplied.has(stroke.kind) && kinds.some((kind) => straight.has(kind))) return false;
  const [slot, placed] = slotFor(pass, stroke);
  if (slot === undefined) return false;
  pass.slots.set(slot, placed);
  if (stroke.kind === "trim") pass.closed = true; // the size after it is unknown
  return true;
}

/** The slot for a stroke, and the stroke as it is to be there; no slot where none would be true. */
function slotFor(pass: OpenPass, stroke: OrderedStroke): [Slot | undefined, OrderedStroke] {
  const used = Math.max(-1, ...[...pass.slots.keys()].map((slot) => slots.indexOf(slot)));
  const free = (slot: Slot): Slot | undefined => (used < slots.indexOf(slot) ? slot : undefined);
  switch (stroke.kind) {
    case "cut":
      return [free("cut-first") ?? free("cut-last"), stroke];
    case "scale":
      return beforeTurns(pass, stroke, used);
    case "find":
      return [free("scale") && "find", stroke]; // a find is a resize: it takes that slot, too
    case "spin":
      return [free("turn") && "spin", stroke]; // sharp keeps one angle, quarter turn or other
    case "flatten":
      return [[...pass.slots.keys()].every((slot) => flattensBefore.has(slot)) ? "flatten" : undefined, stroke];
    case "extend":
      // After both, sharp reports the extract's size for the picture's.
      return [pass.slots.has("cut-last") ? undefined : free("extend"), stroke];
    case "trim":
      return [pass.slots.size === 0 ? "trim" : undefined, stroke];
    default:
      return [free(stroke.kind), stroke];
  }
}

/** Slots whose strokes come out the same when the picture was made opaque before them. */
const flattensBefore = new Set<Slot>(["cut-first", "scale", "mirror", "turn", "cut-last"]);

/**
 * Scaling down comes before mirrors and turns, with its sides swapped: so JPEG is decoded small even where it must be
 * turned. Not so scaling up: there libvips samples a little to one side, and it would be the wrong one.
 */
function beforeTurns(pass: OpenPass, stroke: StrokeOf<"scale">, used: number): [Slot | undefined, OrderedStroke] {
  if (used < slots.indexOf("scale")) return ["scale", stroke];
  const turn = pass.slots.get("turn");
  const mirror = pass.slots.get("mirror");
  const before = (turn ?? mirror)?.size ?? pass.start;
  const up = stroke.size.width > before.width || stroke.size.height > before.height;
  if (up || used > slots.indexOf("turn") || pass.slots.has("scale")) return [undefined, stroke];
  const across = turn?.kind === "turn" && turn.degrees !== 180;
  const size = across ? swapped(stroke.size) : { width: stroke.size.width, height: stroke.size.height };
  if (mirror) pass.slots.set("mirror", { ...mirror, size });
  if (turn) pass.slots.set("turn", { ...turn, size: stroke.size });
  return ["scale", { ...stroke, size }];
}
