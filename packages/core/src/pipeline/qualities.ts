/** Named qualities as each encoder's numbers. How they were measured: docs/decisions/encoder-settings.md. */
import type { Encode, OutputFormat, QualityName } from "@intaglio/contract";

/** Formats whose loss is a quality; the others' is a number of colours. */
export type Lossy = Exclude<OutputFormat, "png" | "gif">;

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

/** The same look as effort 0 at this quality, in fewer bytes: the encoder that tries harder needs a lower number. */
export function avifAtLeisure(quality: number): { readonly effort: number; readonly quality: number } {
  return { effort: 3, quality: Math.max(1, quality - 3) };
}

/**
 * Sizes by quality: the natural logarithm against `normal`, the mean of two photographs, 300 and 700 pixels wide. They
 * differ from picture to picture, but rise alike.
 */
const curves: Readonly<Record<Lossy, readonly (readonly [quality: number, size: number])[]>> = {
  jpeg: points(-2.21, -1.98, -1.51, -1.01, -0.74, -0.55, -0.41, -0.27, -0.11, 0.15, 0.93, 2.2),
  webp: points(-1.47, -1.18, -1.01, -0.81, -0.65, -0.53, -0.42, -0.32, -0.22, 0, 0.46, 1.52),
  avif: points(-1.83, -1.75, -1.56, -1.26, -0.98, -0.66, -0.32, 0, 0.25, 0.51, 0.91, 2.49),
};

function points(...sizes: number[]): (readonly [number, number])[] {
  return [1, 5, 10, 20, 30, 40, 50, 60, 70, 80, 90, 100].map((quality, at) => [quality, sizes[at] ?? 0]);
}

/** The natural logarithm of a quality's usual size against `normal`, from 1 to 100; between measured points by straight lines. */
export function usualSize(format: Lossy, quality: number): number {
  const curve = curves[format];
  const at = curve.findIndex(([known]) => known >= quality);
  const [[left, low], [right, high]] = [curve[at - 1] ?? [0, 0], curve[at] ?? [100, 0]];
  return at <= 0 ? high : low + ((quality - left) / (right - left)) * (high - low);
}
