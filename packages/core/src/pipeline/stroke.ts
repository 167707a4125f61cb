/**
 * The few movements all operations are made of, each one that sharp can do exactly. A stroke knows the size it leaves
 * behind, so that sharp never decides one.
 */
import type { Position, Size, StepOf } from "@intaglio/contract";
import type { Matrix } from "./affine.ts";
import type { DetectedKind } from "./detector.ts";
import type { Box } from "./geometry.ts";
import type { RawPicture } from "./raw.ts";
import type { Levels } from "./levels.ts";
import type { Shape } from "./shape.ts";
import type { Stage } from "./stage.ts";

/** Where a top left corner stands. */
export type Place = Pick<Box, "left" | "top">;
/** How sharp samples when it scales. */
export type Kernel = StepOf<"resize">["kernel"];
/** What new canvas is filled with. */
export type Fill = StepOf<"extend">["fill"];
/** Fills for which the picture must be looked at. */
export type FoundFill = Extract<Fill, "blurred" | "border" | "predominant">;
/** The ways sharp has to look for what matters in a picture. */
export type Strategy = "attention" | "entropy";

/** Strokes that sharp has a place for in its fixed order. */
interface OrderedStrokes {
  cut: { readonly box: Box };
  scale: { readonly kernel: Kernel };
  /** Keeps the part of `size` that a strategy finds; with `scaled`, of the picture scaled to that just covering size. */
  find: { readonly by: Strategy; readonly kernel: Kernel; readonly scaled?: Size };
  mirror: { readonly horizontal: boolean; readonly vertical: boolean };
  turn: { readonly degrees: 90 | 180 | 270 };
  spin: { readonly degrees: number; readonly color: string };
  slant: { readonly matrix: Matrix; readonly color: string };
  /** Adds canvas; the picture stands at `left`, `top` of `size`. */
  extend: {
    readonly left: number;
    readonly top: number;
    readonly before: Size;
    readonly fill: Exclude<Fill, FoundFill>;
    readonly color: string;
  };
  /** The size it leaves is known only afterwards; `size` is its upper bound. */
  trim: { readonly threshold: number; readonly keep: number; readonly color: string | undefined };
  flatten: { readonly color: string };
  blur: { readonly sigma: number };
  /** `brighten` and `darken` are caps, `threshold` is where a part is no longer `flat`: all in CIE lightness. */
  sharpen: {
    readonly sigma: number;
    readonly amount: number;
    readonly flat: number;
    readonly threshold: number;
    readonly brighten: number;
    readonly darken: number;
  };
}

/** Strokes that are a pass of their own: see `solos.ts`. */
interface SoloStrokes {
  opacity: { readonly amount: number };
  /** Lays a layer on; both stand on the new canvas, which is transparent beside them. `alpha`: so may be what comes out. */
  lay: {
    readonly layer: Size | RawPicture;
    readonly layerAt: Place;
    readonly pictureAt: Place;
    readonly repeat: StepOf<"overlay">["repeat"];
    readonly blend: StepOf<"overlay">["blend"];
    readonly under: boolean;
    readonly alpha: boolean;
  };
  /** Adds canvas, as `extend` does. */
  surround: { readonly fill: FoundFill; readonly pictureAt: Place };
  cutOut: { readonly shape: Shape };
  /** A frame of `width` inside a shape on the new canvas. */
  ring: { readonly width: number; readonly color: string; readonly shape: Shape };
  shadow: { readonly x: number; readonly y: number } & Edge;
  outline: { readonly width: number } & Edge;
  /** `alpha`: the stages may change transparency, so the pixels need it. */
  colors: { readonly stages: readonly Stage[]; readonly alpha?: true };
  levels: { readonly levels: Levels; readonly alpha?: true };
  vignette: { readonly amount: number };
  /** Blurs a part and mixes it in by `amount`; below 0 its difference is taken away. */
  soften: { readonly sigma: number; readonly amount: number; readonly box: Box };
  /** Squares of one colour, `side` pixels wide, from the part's top left corner on. */
  squares: { readonly side: number; readonly box: Box };
  /** `side` is the contract's size, `height` that of tiles. */
  texture: {
    readonly name: StepOf<"texture">["name"];
    readonly side: number;
    readonly height: number;
    readonly limit: number | undefined;
  };
  /** Makes a colour transparent; the top left pixel's where none is given. */
  erase: { readonly color: readonly [number, number, number, number] | undefined; readonly tolerance: number };
}

/** Something soft behind a picture, which stands at `pictureAt` of the new canvas. */
interface Edge {
  readonly sigma: number;
  readonly color: string;
  readonly pictureAt: Place;
}

interface Strokes extends OrderedStrokes, SoloStrokes {}

/** The name of a stroke with a place in sharp's order. */
export type OrderedKind = keyof OrderedStrokes;
/** The name of a stroke that is a pass of its own. */
export type SoloKind = keyof SoloStrokes;
/** A stroke's name. */
export type StrokeKind = OrderedKind | SoloKind;
/** One kind of stroke, and the size it leaves behind. */
export type StrokeOf<Kind extends StrokeKind> = { readonly kind: Kind; readonly size: Size } & Strokes[Kind];
/** A stroke with a place in sharp's order. */
export type OrderedStroke = { [Kind in OrderedKind]: StrokeOf<Kind> }[OrderedKind];
/** A stroke that is a pass of its own. */
export type SoloStroke = { [Kind in SoloKind]: StrokeOf<Kind> }[SoloKind];
/** Any stroke. */
export type Stroke = OrderedStroke | SoloStroke;

/**
 * Stands for the strokes that cut a part of `size` out of the picture scaled to `scaled`, around what is found of the
 * first kind of which there is anything.
 */
export interface Seek {
  readonly kind: "seek";
  readonly kinds: readonly DetectedKind[];
  readonly before: Size;
  readonly scaled: Size;
  readonly size: Size;
  readonly kernel: Kernel;
  /** How near what is found is taken, 0 to 1, and whether the picture may be enlarged for it. */
  readonly zoom: number;
  readonly enlarges: boolean;
  /** Which part it is where nothing is found. */
  readonly otherwise: { readonly by: Strategy } | { readonly at: Position };
}
/** Stands for the same stroke on each face. */
export interface OnFaces {
  readonly kind: "faces";
  readonly paint: Omit<StrokeOf<"soften">, "box"> | Omit<StrokeOf<"squares">, "box">;
  readonly size: Size;
}
/** Strokes as far as they are known before a detector has looked at the picture. */
export type Sketch = Stroke | Seek | OnFaces;

/** A cut, or nothing where the box is the whole picture. */
export function cut(before: Size, box: Box): Stroke[] {
  const whole = box.left === 0 && box.top === 0 && box.width === before.width && box.height === before.height;
  return whole ? [] : [{ kind: "cut", box, size: { width: box.width, height: box.height } }];
}

/** New canvas around the picture, or nothing where the picture fills it. */
export function extend(before: Size, canvas: Size, { left, top }: Place, fill: Fill, color: string): Stroke[] {
  if (canvas.width === before.width && canvas.height === before.height) return [];
  if (fill === "blurred" || fill === "border" || fill === "predominant")
    return [{ kind: "surround", fill, pictureAt: { left, top }, size: canvas }];
  return [{ kind: "extend", left, top, before, fill, color, size: canvas }];
}

/** Another size, or nothing where it is the picture's own. */
export function scale(before: Size, size: Size, kernel: Kernel): Stroke[] {
  return before.width === size.width && before.height === size.height ? [] : [{ kind: "scale", kernel, size }];
}
