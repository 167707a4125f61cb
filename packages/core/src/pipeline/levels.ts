/** Changes of colour that follow from what the picture holds: its brightnesses are counted first. */
import type { StepOf } from "@intaglio/contract";
import { lightnessOf, lumaWeights, toLight } from "./light.ts";
import { gradient } from "./ramp.ts";
import type { RawPicture } from "./raw.ts";
import { mixed, type Stage, type Table } from "./stage.ts";

/** A change that fits the picture. */
export type Levels = { readonly amount: number } & (
  | { readonly fit: "normalise"; readonly lower: number; readonly upper: number }
  | { readonly fit: "equalise" | "enhance" }
  /** A gradient over evened out brightness. */
  | { readonly fit: "tone"; readonly stops: StepOf<"tone">["stops"] }
);

/** The stages that fit these pixels. A picture with nothing to see in it is left alone. */
export function levelStages(picture: RawPicture, levels: Levels): readonly Stage[] {
  const counts = countBrightness(picture);
  const total = counts.reduce((sum, count) => sum + count, 0);
  if (total === 0) return [];
  return mixed(fitted(counts, total, levels), levels.amount);
}

function fitted(counts: Float64Array, total: number, levels: Levels): readonly Stage[] {
  switch (levels.fit) {
    case "normalise":
      return normalised(counts, total, levels.lower, levels.upper);
    case "equalise": {
      const shift = evenedOut(counts, total).map((to, step) => to - step);
      return [{ do: "shift", tables: [shift, shift, shift] }];
    }
    case "enhance":
      return enhanced(counts, total);
    case "tone": {
      const even = evenedOut(counts, total);
      const { tables, ...ramp } = gradient(levels.stops);
      const evened = (of: Table): Table => of.map((_, step) => of[Math.round(even[step] ?? 0)] ?? 0);
      const [red, green, blue, alpha] = tables;
      const all = [evened(red), evened(green), evened(blue), ...(alpha ? [evened(alpha)] : [])] as const;
      return [{ ...ramp, tables: all as typeof tables }];
    }
  }
}

/** How many pixels have each luma; transparent ones count as little as they show. */
function countBrightness({ data, channels }: RawPicture): Float64Array {
  const counts = new Float64Array(256);
  const [red, green, blue] = lumaWeights;
  for (let at = 0; at < data.length; at += channels) {
    const luma = red * (data[at] as number) + green * (data[at + 1] as number) + blue * (data[at + 2] as number) + 0.5;
    const step = luma | 0;
    counts[step] = (counts[step] as number) + (channels === 4 ? (data[at + 3] as number) / 255 : 1);
  }
  return counts;
}

/** The step below which a share of all pixels lies. */
function percentile(counts: Float64Array, total: number, share: number): number {
  let sum = 0;
  const step = counts.findIndex((count) => (sum += count) > share * total);
  return step === -1 ? counts.findLastIndex((count) => count > 0) : step;
}

/** CIE lightness stretched, hue and colour kept. */
function normalised(counts: Float64Array, total: number, lower: number, upper: number): readonly Stage[] {
  const lightnessAt = (share: number): number => lightnessOf(toLight(percentile(counts, total, share)));
  const [dark, bright] = [lightnessAt(lower / 100), lightnessAt(upper / 100)];
  if (bright - dark <= 1) return [];
  const shift = Float32Array.from({ length: 256 }, (_, step) => {
    const lightness = step / 2.55;
    return ((lightness - dark) * 100) / (bright - dark) - lightness;
  });
  return [{ do: "lightness", shift }];
}

/** Each luma's new value, so that all are about equally frequent. */
function evenedOut(counts: Float64Array, total: number): Table {
  const darkest = counts.find((count) => count > 0) ?? 0;
  if (total - darkest < 1e-6) return Float32Array.from({ length: 256 }, (_, step) => step);
  let sum = 0;
  return Float32Array.from(counts, (count) => (255 * Math.max(0, (sum += count) - darkest)) / (total - darkest));
}

/** Full range, a middle that is neither dark nor pale, a little contrast, and colour where it is pale. */
function enhanced(counts: Float64Array, total: number): readonly Stage[] {
  // A night or a fog is meant to be one: neither end is pulled farther than this.
  const dark = Math.min(60, percentile(counts, total, 0.005));
  const bright = Math.max(175, percentile(counts, total, 0.995));
  const stretched = (of: number): number => Math.min(1, Math.max(0, (of - dark) / (bright - dark)));
  const mean = counts.reduce((sum, count, step) => sum + count * stretched(step), 0) / total;
  const exponent = mean <= 0 ? 1 : Math.min(1.2, Math.max(0.75, Math.log(0.46) / Math.log(Math.min(0.99, mean))));
  // Moved by luma alone: each channel by itself would turn strong colours garish.
  const shift = Float32Array.from({ length: 256 }, (_, of) => {
    const share = stretched(of) ** exponent;
    return 255 * (share + 0.15 * (share * share * (3 - 2 * share) - share)) - of;
  });
  return [
    { do: "shift", tables: [shift, shift, shift] },
    // Wider tones make colours look paler.
    { do: "vibrance", amount: 0.2 + 0.6 * (255 / (bright - dark) - 1) },
  ];
}
