/** What options ask for, before it becomes steps: the order in the address has no meaning. */
import type { Anchor, Encode, QualityName } from "@intaglio/contract";

/** The ways to take a size. */
export const fits = ["scale-down", "scale-up", "contain", "cover", "crop", "aspect-crop", "pad", "squeeze"] as const;
/** The formats that can be asked for; `json` asks for facts. */
export const formats = ["auto", "avif", "webp", "jpeg", "baseline-jpeg", "png", "json"] as const;
/** Sides in CSS's order. */
export const edges = ["top", "right", "bottom", "left"] as const;

/** Pixels from each side. */
export type Edges = { readonly [Edge in (typeof edges)[number]]?: number };

/** A border of one colour to cut away. */
export interface AskedTrim {
  readonly color?: string;
  /** 0 to 255. */
  readonly tolerance?: number;
  /** Pixels. */
  readonly keep?: number;
}

/** Everything options can set. Lengths are as given: `dpr` has not yet multiplied them. */
export interface Asked {
  readonly width?: number | "auto";
  readonly height?: number;
  readonly fit?: (typeof fits)[number];
  readonly gravity?: Anchor;
  /** How a point of `gravity` is meant. */
  readonly align?: "relative" | "center";
  readonly zoom?: number;
  readonly dpr?: number;
  readonly quality?: number | QualityName;
  readonly savingQuality?: number | QualityName;
  readonly format?: (typeof formats)[number];
  readonly animated?: boolean;
  /** Eight hex digits. */
  readonly background?: string;
  /** Sigma. */
  readonly blur?: number;
  readonly border?: Edges & { readonly width?: number; readonly color?: string };
  readonly brightness?: number;
  readonly contrast?: number;
  readonly gamma?: number;
  readonly saturation?: number;
  readonly fast?: boolean;
  readonly metadata?: Encode["metadata"];
  /** Degrees clockwise: 90, 180 or 270. */
  readonly rotate?: number;
  readonly flip?: { readonly horizontal: boolean; readonly vertical: boolean };
  readonly segment?: boolean;
  readonly sharpen?: number;
  readonly trim?: Edges & { readonly width?: number; readonly height?: number };
  readonly trimBorder?: AskedTrim;
  /** Widths that `width=auto` chooses from, going up. */
  readonly breakpoints?: readonly number[];
  readonly desktop?: number;
  readonly mobile?: number;
  /** What was asked for and cannot be had, a sentence each. */
  readonly notices?: readonly string[];
}
