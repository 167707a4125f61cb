/** Colours and tones. */
import { row, type Row } from "./row.ts";

const bird = "ladybird small";
const meadow = "meadow small";
const duotone = [
  { at: 0, color: "1b1464" },
  { at: 1, color: "ffd23f" },
] as const;

/** Golden pictures of operations on colour. */
export const colorRows: readonly Row[] = [
  row("adjust-exposure", meadow, { op: "adjust", exposure: 1 }),
  row("adjust-exposure-less", meadow, { op: "adjust", exposure: -1.5 }),
  row("adjust-brightness", bird, { op: "adjust", brightness: 1.4 }),
  row("adjust-contrast", bird, { op: "adjust", contrast: 1.6 }),
  row("adjust-contrast-less", bird, { op: "adjust", contrast: 0.5 }),
  row("adjust-saturation", bird, { op: "adjust", saturation: 2 }),
  row("adjust-hue", bird, { op: "adjust", hue: 120 }),
  row("adjust-vibrance", meadow, { op: "adjust", vibrance: 1.5 }),
  row("adjust-vibrance-less", meadow, { op: "adjust", vibrance: -0.8 }),
  row("adjust-warmth", meadow, { op: "adjust", warmth: 0.8 }),
  row("adjust-warmth-cold", meadow, { op: "adjust", warmth: -0.8 }),
  row("adjust-lightness", bird, { op: "adjust", lightness: 20 }),
  row("adjust-channels", bird, { op: "adjust", red: 1.3, green: 0.8, blue: 1.2 }),
  row("adjust-gamma", meadow, { op: "adjust", gamma: 2 }),
  row("adjust-all", meadow, {
    op: "adjust",
    exposure: 0.5,
    brightness: 0.95,
    contrast: 1.2,
    saturation: 1.1,
    hue: -15,
    vibrance: 0.4,
    warmth: 0.3,
    lightness: -5,
    green: 0.95,
    gamma: 1.1,
  }),
  row("linear", bird, { op: "linear", factor: [1.2, 1, 0.8], offset: [-10, 0, 30] }),
  row("recolor", bird, { op: "recolor", matrix: [0, 1, 0, 0, 0, 1, 1, 0, 0] }),
  row("recolor-alpha", bird, { op: "recolor", matrix: [1, 0, 0, 0, 0, 1, 0, 0, 0, 0, 1, 0, 1.5, 0, 0, 0] }),
  row("filter-grayscale", bird, { op: "filter", name: "grayscale" }),
  row("filter-grayscale-half", bird, { op: "filter", name: "grayscale", amount: 0.5 }),
  row("filter-negate", bird, { op: "filter", name: "negate" }),
  row("filter-sepia", meadow, { op: "filter", name: "sepia" }),
  row("filter-tint", meadow, { op: "filter", name: "tint", color: "ff6600" }),
  row("filter-tint-half", bird, { op: "filter", name: "tint", color: "0066ff", amount: 0.5 }),
  row("filter-colorize", bird, { op: "filter", name: "colorize", color: "ff00aa", amount: 0.4 }),
  row("filter-threshold", bird, { op: "filter", name: "threshold", level: 110 }),
  row("filter-threshold-channels", bird, { op: "filter", name: "threshold", level: 110, channels: true }),
  row("filter-normalise", meadow, { op: "adjust", contrast: 0.4 }, { op: "filter", name: "normalise" }),
  row("filter-normalise-wide", meadow, { op: "filter", name: "normalise", lower: 10, upper: 90, amount: 0.6 }),
  row("filter-enhance", meadow, { op: "filter", name: "enhance" }),
  row("filter-enhance-dull", bird, { op: "adjust", contrast: 0.4, brightness: 0.8 }, { op: "filter", name: "enhance" }),
  row("filter-equalise", bird, { op: "filter", name: "equalise" }),
  row("filter-grey", "meadow grey", { op: "filter", name: "tint", color: "00aa88" }),
  row("filter-cut-out", "ladybird cut out", { op: "filter", name: "equalise" }),
  row("tone-duotone", bird, { op: "tone", stops: duotone }),
  row("tone-equalize", meadow, { op: "tone", stops: duotone, equalize: true }),
  row("tone-half", meadow, {
    op: "tone",
    stops: [
      { at: 0, color: "000" },
      { at: 0.5, color: "d33" },
      { at: 1, color: "fff" },
    ],
    amount: 0.5,
  }),
  row("tone-translucent", bird, {
    op: "tone",
    stops: [
      { at: 0, color: "00336600" },
      { at: 0.8, color: "003366ff" },
    ],
  }),
  row("vignette", meadow, { op: "vignette", amount: 0.8 }),
  row("vignette-cut-out", "ladybird cut out", { op: "vignette", amount: 0.8 }),
];
