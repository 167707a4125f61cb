/** Named qualities as each encoder's numbers. How they were measured: docs/decisions/encoder-settings.md. */
import type { Encode, OutputFormat, QualityName } from "@intaglio/contract";

type Lossy = Exclude<OutputFormat, "png" | "gif">;

/** `normal` looks the same in every row (SSIMULACRA 2 of about 75); sizes against it: 50, 80, 100, 125 and 170 percent. */
const numbers: Readonly<Record<Lossy, Readonly<Record<QualityName, number>>>> = {
  jpeg: { lightest: 34, lighter: 64, normal: 74, better: 82, best: 89, smart: 74 },
  webp: { lightest: 33, lighter: 71, normal: 80, better: 85, best: 90, smart: 80 },
  avif: { lightest: 40, lighter: 54, normal: 61, better: 68, best: 80, smart: 61 },
};

/** Colours in a palette, for the formats that have no other loss. */
const palette: Readonly<Record<QualityName, number>> = {
  lightest: 32,
  lighter: 128,
  normal: 256,
  better: 256,
  best: 256,
  smart: 256,
};

/** The encoder's own number for a quality. */
export function qualityNumber(format: Lossy, quality: Encode["quality"]): number {
  return typeof quality === "number" ? quality : numbers[format][quality];
}

/** How many colours a palette has; a number from 1 to 100 counts as percent of 256. */
export function paletteColors(quality: Encode["quality"]): number {
  return typeof quality === "number" ? Math.max(2, Math.min(256, Math.round(quality * 2.56))) : palette[quality];
}
