/** How ipx writes numbers, colours and places: each with its reader and its writer. */
import { readCssColor, type Anchor, type Position } from "@intaglio/contract";

/** Gives undefined for what is not of its form. */
export type Reader<Value> = (text: string) => Value | undefined;

// Plain decimals only. ipx takes exponents too, which no builder writes.
const decimalForm = /^-?\d{1,5}(?:\.\d{1,20})?$/;

/** A decimal number from `min` to `max`. */
export function decimal(min: number, max: number): Reader<number> {
  return (text) => {
    const value = decimalForm.test(text) ? Number(text) : NaN;
    return value >= min && value <= max ? value + 0 : undefined;
  };
}

/** A whole number from `min` to `max`. */
export function whole(min: number, max: number): Reader<number> {
  const read = decimal(min, max);
  return (text) => {
    const value = read(text);
    return Number.isInteger(value) ? value : undefined;
  };
}

/** `true`, `1`, `false` or `0`. */
export const yesNo: Reader<boolean> = (text) =>
  text === "true" || text === "1" ? true : text === "false" || text === "0" ? false : undefined;

/** One of some words. */
export function oneOf<const Word extends string>(...words: readonly Word[]): Reader<Word> {
  return (text) => words.find((word) => word === text);
}

/** A colour by name, in hex without `#`, or in CSS's functions, as eight hex digits. */
export const color: Reader<string> = readCssColor;

/** Writes what {@link color} reads. */
export function writeColor(value: string): string {
  return value.endsWith("ff") ? value.slice(0, 6) : value;
}

type Values<Readers extends readonly Reader<unknown>[]> = {
  [At in keyof Readers]: Readers[At] extends Reader<infer Value> ? Value | undefined : never;
};

/**
 * Arguments by their readers; one that is left out, empty or `undefined` comes out as undefined, as in ipx.
 * Undefined as a whole when one is wrong or there are too many.
 */
export function readAll<const Readers extends readonly Reader<unknown>[]>(
  args: readonly string[],
  ...readers: Readers
): Values<Readers> | undefined {
  if (args.length > readers.length) return undefined;
  const values: unknown[] = [];
  for (const [at, read] of readers.entries()) {
    const text = args[at];
    const omitted = text === undefined || text === "" || text === "undefined";
    const value = omitted ? undefined : read(text);
    if (!omitted && value === undefined) return undefined;
    values.push(value);
  }
  return values as Values<Readers>;
}

const positions: Readonly<Record<string, Position>> = {
  top: "top",
  "right-top": "top-right",
  right: "right",
  "right-bottom": "bottom-right",
  bottom: "bottom",
  "left-bottom": "bottom-left",
  left: "left",
  "left-top": "top-left",
  center: "center",
  centre: "center",
  north: "top",
  northeast: "top-right",
  east: "right",
  southeast: "bottom-right",
  south: "bottom",
  southwest: "bottom-left",
  west: "left",
  northwest: "top-left",
  // sharp's own numbers
  0: "center",
  1: "top",
  2: "right",
  3: "bottom",
  4: "left",
  5: "top-right",
  6: "bottom-right",
  7: "bottom-left",
  8: "top-left",
};
const searches: Readonly<Record<string, Anchor>> = {
  attention: { kind: "detect", by: ["saliency"], otherwise: "center" },
  entropy: { kind: "detect", by: ["entropy"], otherwise: "center" },
  17: { kind: "detect", by: ["saliency"], otherwise: "center" },
  16: { kind: "detect", by: ["entropy"], otherwise: "center" },
};

/** A place by name (two words with `-` or a blank between), by compass, by sharp's number, or a way to search for it. */
export const place: Reader<Anchor> = (text) => {
  const name = text.replace(" ", "-");
  const at = Object.hasOwn(positions, name) ? positions[name] : undefined;
  if (at) return { kind: "named", at };
  return Object.hasOwn(searches, name) ? searches[name] : undefined;
};

/** Writes what {@link place} reads; undefined for what has no spelling. */
export function writePlace(anchor: Anchor): string | undefined {
  if (anchor.kind === "named")
    return Object.keys(positions).find((name) => positions[name] === anchor.at && /\D/.test(name));
  const wanted = JSON.stringify(anchor);
  return Object.keys(searches).find((name) => JSON.stringify(searches[name]) === wanted && /\D/.test(name));
}

/** A number as it is written in an address: at most 4 decimals. */
export function writeNumber(value: number): string {
  return String(Math.round(value * 10_000) / 10_000 + 0);
}
