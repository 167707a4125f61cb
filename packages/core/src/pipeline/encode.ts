/** How a finished picture is written. */
import type { OutputFormat } from "@intaglio/contract";
import type { Metadata, Sharp } from "sharp";
import { exifOf } from "./facts.ts";
import type { Encoding } from "./job.ts";
import { avifAtLeisure, paletteColors, qualityNumber } from "./qualities.ts";

/** What an animation needs beside its pixels. */
export interface Timing {
  /** Milliseconds each frame is shown. */
  readonly delay: number[];
  /** How often it is shown; 0 for ever. */
  readonly loop: number;
}

/** True for formats that hold transparency. */
export function holdsAlpha(format: OutputFormat): boolean {
  return format !== "jpeg";
}

/** Sets the output format. The reasons for the numbers: docs/decisions/encoder-settings.md. */
export function encodeAs(image: Sharp, encode: Encoding, timing?: Timing): Sharp {
  const moving = timing ? { delay: timing.delay, loop: timing.loop } : {};
  const { progressive } = encode;
  switch (encode.format) {
    case "jpeg":
      return asJpeg(image, encode);
    case "webp":
      return image.webp({ ...moving, ...webpSettings(encode) });
    case "avif":
      return image.avif(avifSettings(encode));
    case "png":
      if (hasPalette(encode)) return image.png({ progressive, palette: true, colours: colorsOf(encode), effort: 3 });
      return image.png({ progressive, compressionLevel: encode.effort === "fast" ? 2 : 6, adaptiveFiltering: true });
    case "gif":
      return image.gif({ effort: 3, colours: colorsOf(encode), ...moving });
  }
}

function asJpeg(image: Sharp, { quality, lossless, progressive, chroma, effort }: Encoding): Sharp {
  const number = lossless ? 100 : qualityNumber("jpeg", quality);
  return image.jpeg({
    quality: number,
    progressive,
    quantisationTable: 3,
    optimiseCoding: effort !== "fast",
    // Halved colour shows from quality 90 on; below, its bytes are better spent elsewhere.
    chromaSubsampling: chroma === "444" || (chroma === undefined && number >= 90) ? "4:4:4" : "4:2:0",
  });
}

/** Lossy WebP always halves its colours; `444` makes it choose them so that sharp edges between colours stay sharp. */
function webpSettings({ quality, lossless, chroma, effort }: Encoding): {
  effort: number;
  lossless?: boolean;
  quality?: number;
  smartSubsample?: boolean;
} {
  if (lossless) return { effort: effort === "fast" ? 0 : 2, lossless };
  const smartSubsample = chroma === "444";
  return { effort: effort === "fast" ? 1 : 2, quality: qualityNumber("webp", quality), smartSubsample };
}

function avifSettings({ quality, lossless, atLeisure }: Encoding): {
  effort: number;
  lossless?: boolean;
  quality?: number;
} {
  if (lossless) return { effort: 0, lossless };
  const number = qualityNumber("avif", quality);
  return atLeisure === true ? avifAtLeisure(number) : { effort: 0, quality: number };
}

/** The sizes of palettes that sharp has: it takes the next one for any other number. */
export const palettes = [2, 4, 16, 256] as const;

/** PNG is lossless unless colours are counted, or a quality below `normal` was asked for by name. */
export function hasPalette({ lossless, quality, colors }: Encoding): boolean {
  return colors !== undefined || (!lossless && (quality === "lightest" || quality === "lighter"));
}

/** How many colours a PNG's or GIF's palette has. */
export function colorsOf({ lossless, quality, colors }: Encoding): number {
  return colors ?? (lossless ? 256 : paletteColors(quality));
}

/** How many colours a still picture is to be brought down to before it is written, where sharp has no palette of that size. */
export function colorsBefore(encode: Encoding): number | undefined {
  if (encode.format !== "gif" && !(encode.format === "png" && hasPalette(encode))) return undefined;
  const colors = colorsOf(encode);
  return palettes.some((known) => known === colors) ? undefined : colors;
}

/** Adds what may be kept of the source's EXIF, whose orientation is gone by now. Without a call nothing is: no EXIF, GPS, XMP, IPTC, profile or thumbnail. */
export function keepMetadata(image: Sharp, wish: Encoding["metadata"], source: Metadata): Sharp {
  if (wish === "none" || source.exif === undefined) return image;
  if (wish === "keep") return image.keepExif();
  const { Copyright, Artist } = exifOf(source.exif)?.Image ?? {};
  const kept: Record<string, string> = {};
  if (typeof Copyright === "string") kept["Copyright"] = Copyright;
  if (typeof Artist === "string") kept["Artist"] = Artist;
  return Object.keys(kept).length === 0 ? image : image.withExif({ IFD0: kept });
}
