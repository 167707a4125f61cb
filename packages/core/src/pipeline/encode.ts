/** How a finished picture is written. */
import type { OutputFormat } from "@intaglio/contract";
import type { Metadata, Sharp } from "sharp";
import { exifOf } from "./facts.ts";
import { paletteColors, qualityNumber } from "./qualities.ts";
import type { RenderJob } from "./job.ts";

type Encoding = RenderJob["encode"];

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
  const { format, quality, lossless, progressive } = encode;
  const moving = timing ? { delay: timing.delay, loop: timing.loop } : {};
  switch (format) {
    case "jpeg":
      return image.jpeg({
        quality: lossless ? 100 : qualityNumber("jpeg", quality),
        progressive,
        quantisationTable: 3,
        chromaSubsampling: lossless || quality === "best" ? "4:4:4" : "4:2:0",
      });
    case "webp":
      return image.webp(lossless ? { lossless, effort: 2, ...moving } : { quality: qualityNumber("webp", quality), effort: 2, ...moving });
    case "avif":
      return image.avif(lossless ? { lossless, effort: 0 } : { quality: qualityNumber("avif", quality), effort: 0, chromaSubsampling: "4:2:0" });
    case "png":
      return image.png({ progressive, ...(fewColors(encode) ? { palette: true, colours: paletteColors(quality), effort: 3 } : { compressionLevel: 6 }) });
    case "gif":
      return image.gif({ colours: lossless ? 256 : paletteColors(quality), effort: 3, progressive: false, ...moving });
  }
}

/** PNG is lossless unless a quality below `normal` was asked for by name. */
function fewColors({ lossless, quality }: Encoding): boolean {
  return !lossless && (quality === "lightest" || quality === "lighter");
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
