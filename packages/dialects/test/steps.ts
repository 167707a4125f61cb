/** Short ways to write steps in tables. */
import type { Anchor, Layer, Length, Position, StepInput } from "@intaglio/contract";

type Resize = Extract<StepInput, { op: "resize" }>;
type Crop = Extract<StepInput, { op: "crop" }>;
type Overlay = Extract<StepInput, { op: "overlay" }>;
type TextLayer = Extract<Layer, { kind: "text" }>;

const white = "ffffffff";
export const share = (fraction: number) => ({ fraction });
export const named = (at: Position) => ({ kind: "named", at }) as const;
export const point = (x: number, y: number, align: "relative" | "center" = "relative") =>
  ({ kind: "point", x, y, align }) as const;
export const offset = (x: number, y: number) => ({ kind: "offset", x, y }) as const;
export const detect = (by: Extract<Anchor, { kind: "detect" }>["by"], otherwise: Position = "center") =>
  ({ kind: "detect", by, otherwise }) as const;

export const inside = (width: number, height: number, enlarge: "allow" | "never" = "never"): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "inside",
  enlarge,
});
export const force = (width: number, height: number, enlarge: "allow" | "never" = "allow"): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "force",
  enlarge,
});
export const pad = (width: number, height: number, background = white, more: Partial<Resize> = {}): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "pad",
  enlarge: "never",
  background,
  ...more,
});
export const cover = (width: number, height: number, more: Partial<Resize> = {}): StepInput => ({
  op: "resize",
  width,
  height,
  mode: "cover",
  enlarge: "allow",
  ...more,
});
/** Filled with white where it reaches outside, at the top left. */
export const crop = (width: Length, height: Length, more: Partial<Crop> = { x: 0, y: 0 }): StepInput => ({
  op: "crop",
  width,
  height,
  outside: white,
  ...more,
});
/** A text in black of ten pixels, centred in its box, at the top left. */
export const text = (words: string, more: Partial<TextLayer>, place: Partial<Overlay> = {}): StepInput => ({
  op: "overlay",
  layer: {
    kind: "text",
    text: words,
    family: "DejaVu Sans",
    size: 10,
    weight: 400,
    italic: false,
    underline: false,
    strikethrough: false,
    color: "000000ff",
    align: "center",
    letterSpacing: 0,
    lineSpacing: 0,
    vertical: "center",
    strokeWidth: 0,
    strokeColor: "000000ff",
    backdrop: "none",
    backdropColor: white,
    padding: 0,
    ...more,
  },
  anchor: named("top-left"),
  ...place,
});
/** A layer fitted into the picture, at the top left. */
export const overlay = (layer: Layer, more: Partial<Overlay> = {}): StepInput => ({
  op: "overlay",
  layer,
  width: share(1),
  height: share(1),
  anchor: named("top-left"),
  ...more,
});
