/** What an address's modifiers ask for, before it becomes steps: the order in the address has no meaning. */
import type { Anchor, StepInput } from "@intaglio/contract";

/** The ways to take a box of two sides. */
export const fits = ["contain", "cover", "fill", "inside", "outside"] as const;
/** The formats that can be asked for; `auto` goes by the client. */
export const formats = ["jpeg", "png", "webp", "avif", "gif", "auto"] as const;

/** A size. Both sides are only there for a box. */
export interface AskedSize {
  readonly width?: number;
  readonly height?: number;
  /** From a word that ipx runs before `rotate`. */
  readonly early: boolean;
}

/** A rectangle in pixels. */
export interface AskedBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
}

/** A resize's kernel as the transform language knows it. */
export type Kernel = NonNullable<Extract<StepInput, { op: "resize" }>["kernel"]>;

/** Everything modifiers can set. */
export interface Asked {
  readonly quality?: number;
  readonly fit?: (typeof fits)[number];
  readonly position?: Anchor;
  /** Eight hex digits; black counts where it is absent, as in sharp. */
  readonly background?: string;
  readonly enlarge?: boolean;
  readonly kernel?: Kernel;
  readonly size?: AskedSize;
  readonly trim?: number;
  /** Before anything is resized. */
  readonly crop?: AskedBox;
  /** After the resize, where `crop` and `extract` are both there. */
  readonly cropAfter?: AskedBox;
  readonly extend?: {
    readonly top: number;
    readonly right: number;
    readonly bottom: number;
    readonly left: number;
    readonly fill: "color" | "copy" | "repeat" | "mirror";
  };
  /** Degrees clockwise, above 0 and below 360. */
  readonly rotate?: number;
  /** Upright by EXIF: before everything, or (`rotate` without a value) after the first crop. */
  readonly orient?: "first" | "cropped";
  /** Top and bottom swapped. */
  readonly flip?: boolean;
  /** Left and right swapped. */
  readonly flop?: boolean;
  readonly sharpen?: Omit<Extract<StepInput, { op: "sharpen" }>, "op">;
  readonly median?: number;
  readonly dilate?: number;
  readonly erode?: number;
  readonly clahe?: { readonly width: number; readonly height: number; readonly limit: number };
  /** Sigma. */
  readonly blur?: number;
  readonly flatten?: boolean;
  readonly unflatten?: boolean;
  /** Exponents: darkened by one before, brightened by the other after. */
  readonly gamma?: { readonly before: number; readonly after: number };
  readonly negate?: { readonly channels: boolean };
  readonly normalize?: { readonly lower: number; readonly upper: number };
  readonly threshold?: { readonly level: number; readonly channels: boolean };
  readonly linear?: { readonly factor: number; readonly offset: number };
  readonly brightness?: number;
  readonly saturation?: number;
  readonly hue?: number;
  readonly lightness?: number;
  readonly opacity?: number;
  readonly tint?: string;
  readonly grayscale?: boolean;
  readonly format?: (typeof formats)[number];
  readonly animated?: boolean;
  /** What was asked for and cannot be had, a sentence each. */
  readonly notices?: readonly string[];
}
