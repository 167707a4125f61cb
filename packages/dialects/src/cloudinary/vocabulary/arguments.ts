/** How the grammar writes numbers and colours: each with its reader and its writer. */
import { colorNames } from "./color-names.ts";

/** A plain decimal from `min` to `max`. */
export function readDecimal(text: string | undefined, min: number, max: number): number | undefined {
  if (text === undefined || !/^-?(?:\d{1,5}(?:\.\d{1,20})?|\.\d{1,20})$/.test(text)) return undefined;
  const value = Number(text);
  return value >= min && value <= max ? value : undefined;
}

/** A whole number from `min` to `max`. */
export function readWhole(text: string | undefined, min: number, max: number): number | undefined {
  return text !== undefined && /^-?\d{1,5}$/.test(text) ? readDecimal(text, min, max) : undefined;
}

/** A number as the grammar has it: at most 4 decimals. */
export function writeDecimal(value: number): string {
  return String(Math.round(value * 10_000) / 10_000 + 0);
}

/** A name, or `rgb:` and 3, 4, 6 or 8 hex digits; always as eight lower-case digits. */
export function readColor(text: string | undefined): string | undefined {
  if (text === undefined) return undefined;
  const hex = /^(?:rgb:|#)(.*)$/s.exec(text)?.[1];
  if (hex !== undefined) return readHex(hex);
  const named = colorNames.get(text.toLowerCase());
  return text.toLowerCase() === "transparent" ? "00000000" : named && `${named}ff`;
}

/** As {@link readColor}, where the hex digits may stand without `rgb:`. */
export function readBareColor(text: string | undefined): string | undefined {
  return text === undefined ? undefined : (readColor(text) ?? readHex(text));
}

function readHex(hex: string): string | undefined {
  if (!/^(?:[0-9a-f]{3,4}|[0-9a-f]{6}|[0-9a-f]{8})$/i.test(hex)) return undefined;
  const long = hex.length < 5 ? hex.replace(/./g, "$&$&") : hex;
  return (long.length === 6 ? `${long}ff` : long).toLowerCase();
}

/** Writes what {@link readBareColor} reads. */
export function writeHex(color: string): string {
  return color.endsWith("ff") ? color.slice(0, 6) : color;
}

/** Writes what {@link readColor} reads. */
export function writeColor(color: string): string {
  return `rgb:${writeHex(color)}`;
}
