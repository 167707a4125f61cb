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
    case "jpeg": {
      const number = lossless ? 100 : qualityNumber("jpeg", quality);
      // Halved colour shows from here on; below, its bytes are better spent elsewhere.
      return image.jpeg({
        quality: number,
        progressive,
        quantisationTable: 3,
        chromaSubsampling: number >= 90 ? "4:4:4" : "4:2:0",
      });
    }
    case "webp":
      return image.webp({
        effort: 2,
        ...moving,
        ...(lossless ? { lossless } : { quality: qualityNumber("webp", quality) }),
      });
    case "avif":
      return image.avif({ effort: 0, ...(lossless ? { lossless } : { quality: qualityNumber("avif", quality) }) });
    case "png":
      if (fewColors(encode))
        return image.png({ progressive, palette: true, colours: paletteColors(quality), effort: 3 });
      return image.png({ progressive, compressionLevel: 6, adaptiveFiltering: true });
    case "gif":
      return image.gif({ effort: 3, colours: lossless ? 256 : paletteColors(quality), ...moving });
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
