/** How options write numbers and places: each with its reader and its writer. */
import type { Anchor, Position } from "@intaglio/contract";

// Plain decimals only: no sign, no exponent, no blanks.
const decimalForm = /^(?:\d{1,5}(?:\.\d{1,20})?|\.\d{1,20})$/;

/** A decimal number from `min` to `max`. */
export function readDecimal(text: string, min: number, max: number): number | undefined {
  const value = decimalForm.test(text) ? Number(text) : NaN;
  return value >= min && value <= max ? value : undefined;
}

/** A whole number from `min` to `max`. */
export function readWhole(text: string, min: number, max: number): number | undefined {
  const value = readDecimal(text, min, max);
  return Number.isInteger(value) ? value : undefined;
}

/** A number as it is written in an address: at most 4 decimals. */
export function writeNumber(value: number): string {
  return String(Math.round(value * 10_000) / 10_000);
}

/** `true` or `false`. */
export function readYesNo(text: string): boolean | undefined {
  return text === "true" ? true : text === "false" ? false : undefined;
}

/** A colour as hex digits behind the `#` that CSS wants. */
export function writeColor(color: string): string {
  return `#${color.endsWith("ff") ? color.slice(0, 6) : color}`;
}

const sides = ["left", "right", "top", "bottom", "center"] as const;
/** Points that have a name in the transform language. */
const named: Readonly<Record<string, Position>> = {
  "0x0": "top-left",
  "0.5x0": "top",
  "1x0": "top-right",
  "0x0.5": "left",
  "0.5x0.5": "center",
  "1x0.5": "right",
  "0x1": "bottom-left",
  "0.5x1": "bottom",
  "1x1": "bottom-right",
};
const searches: Readonly<Record<string, Anchor>> = {
  auto: { kind: "detect", by: ["saliency"], otherwise: "center" },
  // Without a face, or without a detector for faces, what catches the eye is kept.
  face: { kind: "detect", by: ["face", "saliency"], otherwise: "center" },
  entropy: { kind: "detect", by: ["entropy"], otherwise: "center" },
};

/** A side, `center`, a point such as `0.5x0.2`, or `auto`, `face` and `entropy`. */
export function readGravity(text: string): Anchor | undefined {
  const side = sides.find((name) => name === text);
  if (side) return { kind: "named", at: side };
  if (Object.hasOwn(searches, text)) return searches[text];
  const [left = "", top = "", ...more] = text.split("x");
  const x = readDecimal(left, 0, 1);
  const y = readDecimal(top, 0, 1);
  if (x === undefined || y === undefined || more.length > 0) return undefined;
  const at = named[`${writeNumber(x)}x${writeNumber(y)}`];
  return at ? { kind: "named", at } : { kind: "point", x, y, align: "relative" };
}

/** The point of a named place, for those who mean points otherwise. */
export function pointOf(at: Position): { readonly x: number; readonly y: number } {
  const text = Object.keys(named).find((point) => named[point] === at) ?? "0.5x0.5";
  const [x = 0.5, y = 0.5] = text.split("x").map(Number);
  return { x, y };
}

/** Writes what {@link readGravity} reads; undefined for what has no spelling. */
export function writeGravity(anchor: Anchor): string | undefined {
  switch (anchor.kind) {
    case "named":
      return sides.find((name) => name === anchor.at) ?? Object.keys(named).find((point) => named[point] === anchor.at);
    case "point":
      return `${writeNumber(anchor.x)}x${writeNumber(anchor.y)}`;
    case "detect": {
      const wanted = JSON.stringify(anchor);
      return Object.keys(searches).find((name) => JSON.stringify(searches[name]) === wanted);
    }
    case "offset":
      return undefined;
  }
}
