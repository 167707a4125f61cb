/** A decoder's header as the facts the contract knows. */
import type { ImageFacts, ImageFormat } from "@intaglio/contract";
import readExif, { type Exif } from "exif-reader";
import type { Metadata } from "sharp";
import { swapped } from "./geometry.ts";

/** The facts of a picture of this format. A broken EXIF block counts as none. */
export function factsOf(header: Metadata, format: ImageFormat): ImageFacts {
  const exif = exifOf(header.exif);
  const orientation =
    header.orientation !== undefined && header.orientation >= 1 && header.orientation <= 8 ? header.orientation : 1;
  const stored = { width: header.width, height: header.height };
  return {
    format,
    ...(orientation >= 5 ? swapped(stored) : stored),
    pages: header.pages ?? 1,
    orientation,
    hasAlpha: header.hasAlpha,
    colorMode: colorMode(header, format),
    dpi: dpi(header, exif),
    location: location(exif?.GPSInfo),
    takenAt: takenAt(exif?.Photo?.DateTimeOriginal),
    interlaced: header.isProgressive,
  };
}

/** An EXIF block in parts, or undefined when there is none that can be read. */
export function exifOf(block: Buffer | undefined): Exif | undefined {
  if (block === undefined) return undefined;
  try {
    return readExif(block);
  } catch {
    return undefined;
  }
}

/** Pillow's name for the pixels, which it gives by the stored form: a palette is `P` whatever it holds. */
function colorMode({ space, hasAlpha, isPalette }: Metadata, format: ImageFormat): string {
  if (isPalette || format === "gif") return "P";
  if (space === "cmyk") return "CMYK";
  if (space === "lab" || space === "labs") return "LAB";
  if (space === "b-w" || space === "grey16") return hasAlpha ? "LA" : "L";
  return hasAlpha ? "RGBA" : "RGB";
}

function dpi({ density }: Metadata, exif: Exif | undefined): [number, number] | null {
  const across = exif?.Image?.XResolution;
  const down = exif?.Image?.YResolution;
  if (density === undefined || !(density > 0)) return null;
  // sharp tells one number; where EXIF has two, their ratio gives the other.
  const ratio = isNumber(across) && isNumber(down) && across > 0 && down > 0 ? down / across : 1;
  return [density, Math.round(density * ratio)];
}

function location(gps: Exif["GPSInfo"]): ImageFacts["location"] {
  const latitude = degrees(gps?.GPSLatitude, gps?.GPSLatitudeRef, "S", 90);
  const longitude = degrees(gps?.GPSLongitude, gps?.GPSLongitudeRef, "W", 180);
  return latitude === undefined || longitude === undefined ? null : { latitude, longitude };
}

/** Degrees, minutes and seconds as decimal degrees. */
function degrees(parts: unknown, side: unknown, negative: string, most: number): number | undefined {
  if (!Array.isArray(parts) || parts.length !== 3 || !parts.every(isNumber)) return undefined;
  const value = parts.reduce((sum, part, index) => sum + part / 60 ** index, 0);
  if (!(value >= 0 && value <= most)) return undefined;
  return typeof side === "string" && side.startsWith(negative) ? -value : value;
}

/** Cameras write no zone; the reader takes the time for UTC, so its UTC digits are the camera's. */
function takenAt(date: unknown): string | null {
  return date instanceof Date && Number.isFinite(date.getTime()) ? date.toISOString().slice(0, 19) : null;
}

function isNumber(value: unknown): value is number {
  return typeof value === "number" && Number.isFinite(value);
}
