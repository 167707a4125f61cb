/** The parameters of one component, handed to the words that take them. */
import { IntaglioError, type Length } from "@intaglio/contract";
import { readColor } from "../vocabulary/arguments.ts";
import type { Bag, Word } from "../vocabulary/word.ts";
import { words } from "../vocabulary.ts";
import { quote, type Component } from "./component.ts";
import { evaluate } from "./expression.ts";
import type { Scope } from "./scope.ts";
import { wrongExpression, writeValue, type NumberValue } from "./value.ts";
import { readAutoWidth, readDpr } from "./hinted.ts";

/** A {@link Bag} that remembers what was taken. */
export interface Parameters extends Bag {
  /** The values of a key in their order, as they stand. */
  all(key: string): readonly string[];
  /** Keys that no word has asked for. */
  untaken(): readonly string[];
}

// Texts come from variables, which may hold each other: bounds what they can grow to.
const maxText = 2000;

/** A component's parameters. */
export function openBag(component: Component, scope: Scope): Parameters {
  const taken = new Set<string>();
  const dpr = (): number => readDpr(last(component, "dpr") ?? scope.chainDpr, scope);
  const text = (key: string): string | undefined => {
    taken.add(key);
    const value = last(component, key);
    return value === undefined ? undefined : expand(value, scope);
  };
  return {
    text,
    peek: (key) => last(component, key),
    all: (key) => {
      taken.add(key);
      return component.filter((one) => one.key === key).map((one) => one.value);
    },
    untaken: () => [...new Set(component.map(({ key }) => key))].filter((key) => !taken.has(key)),
    length: (key) => {
      taken.add(key);
      const value = last(component, key);
      if (value === undefined) return undefined;
      if (key === "w" && /^auto(?::|$)/.test(value)) return readAutoWidth(value, dpr, scope);
      return toLength(key, value, dpr, scope);
    },
    pixels: (key, value) => Math.round(reckon(key, value, scope).number * dpr()),
    number: (key, value) => scope.resolve(reckon(key, value, scope)).number,
    color: (key) => {
      const value = text(key);
      if (value === undefined) return undefined;
      const color = readColor(value);
      if (color === undefined) throw invalid(key, value);
      return color;
    },
    ratio: () => {
      const value = text("ar");
      return value === undefined ? undefined : readRatio(value, scope);
    },
    flag: (name) => component.some(({ key, value }) => key === "fl" && value.split(".").includes(name)),
    sizeAfter: scope.sizeAfter,
    notice: (sentence) => scope.notices.add(sentence),
  };
}

function last(component: Component, key: string): string | undefined {
  return component.findLast((one) => one.key === key)?.value;
}

/** What a parameter should have been, in Cloudinary's manner. */
export function invalid(key: string, value: string, name = key): IntaglioError {
  const word: Word | undefined = Object.hasOwn(words, name) ? words[name] : undefined;
  const takes = word ? `; ${name} takes ${word.takes}` : "";
  const hint = `Invalid ${longNames[key] ?? key} in transformation: ${quote(value)}${takes}`;
  return new IntaglioError("PLAN_INVALID", hint, { hint });
}

const longNames: Readonly<Record<string, string>> = {
  w: "width",
  h: "height",
  c: "crop",
  g: "gravity",
  q: "quality",
  f: "format",
  fl: "flag",
  e: "effect",
  a: "angle",
  r: "radius",
  bo: "border",
  b: "background",
  co: "color",
  o: "opacity",
  ar: "aspect ratio",
  z: "zoom",
  l: "overlay",
  u: "underlay",
  pg: "page",
  dl: "delay",
  d: "default image",
  t: "named transformation",
  if: "condition",
};

function toLength(key: "w" | "h" | "x" | "y", value: string, dpr: () => number, scope: Scope): Length {
  const reckoned = reckon(key, value, scope);
  const share = toShare(key, reckoned, scope);
  if (share !== undefined) {
    const limit = key === "w" || key === "h" ? share > 0 && share <= 10 : Math.abs(share) <= 1;
    if (!limit) throw invalid(key, value);
    return { fraction: share };
  }
  // `w_iw` is the picture's own pixels already; what a person wrote are the page's.
  const factor = reckoned.of ? 1 : dpr();
  const pixels = Math.round(scope.resolve(reckoned).number * factor);
  const least = key === "w" || key === "h" ? 1 : -16_384;
  // A side that was reckoned down to nothing is one pixel; one that was written as nothing is a mistake.
  const side = least === 1 && pixels === 0 && reckoned.number !== 0 ? 1 : pixels;
  if (side < least || side > 16_384) throw invalid(key, value);
  return side;
}

/** A share of the current side: written with a point, or a multiple of that very side. */
function toShare(key: string, { number, decimal, of }: NumberValue, scope: Scope): number | undefined {
  if (decimal) return number;
  if (scope.inLayer) return undefined;
  const axis = key === "w" || key === "x" ? "w" : "h";
  const untouched = scope.steps.every((step) => keepsSize.includes(step.op));
  if (of !== axis && !(of === `i${axis}` && untouched)) return undefined;
  // Shares have four decimals; what they cannot hold is reckoned when the picture is known.
  return Math.abs(number * 10_000 - Math.round(number * 10_000)) < 1e-6 ? number : undefined;
}

const keepsSize: readonly string[] = [
  "adjust",
  "filter",
  "blur",
  "sharpen",
  "pixelate",
  "tone",
  "flip",
  "opacity",
  "mask",
];

function reckon(key: string, text: string, scope: Scope): NumberValue {
  if (/^-?\d{1,5}$/.test(text)) return { kind: "number", number: Number(text), decimal: false };
  if (!/^[-\d.$a-z!]/.test(text) || text.length > 500) throw invalid(key, text);
  const isPlain = /^-?(?:\d{1,5}\.?\d{0,20}|\.\d{1,20})$/.test(text);
  if (!isPlain && !/[$_]|^(?:iw|ih|w|h|ar|iar|pc|cp)$/.test(text)) throw invalid(key, text);
  if (isPlain) return { kind: "number", number: Number(text), decimal: text.includes(".") };
  const value = evaluate(text, scope);
  if (value.kind === "number") return value;
  if (!/^-?\d{1,5}(?:\.\d{1,20})?$/.test(value.text)) throw invalid(key, text);
  return { kind: "number", number: Number(value.text), decimal: value.text.includes(".") };
}

function readRatio(text: string, scope: Scope): readonly [number, number] {
  const sides = text.split(":").map((side) => reckon("ar", side, scope));
  const [width, height = { number: 1 }] = sides.map((side) => scope.resolve(side));
  const isRatio =
    sides.length < 3 && width && [width, height].every(({ number }) => number > 0.0001 && number <= 10_000);
  if (!isRatio || !width) throw invalid("ar", text);
  return [width.number, height.number];
}

/**
 * A value with its variables put in. Between its colons stand words, `$(name)`, `5px_solid_$name`, and expressions that
 * begin with a variable or a number.
 */
export function expand(value: string, scope: Scope): string {
  if (!value.includes("$") && !/\d_(?:add|sub|mul|div|mod|pow)_/.test(value)) return value;
  const parts = value.split(":").map((part) => {
    if (/^\$\w/.test(part) || /^-?[\d.]+_(?:add|sub|mul|div|mod|pow)_/.test(part))
      return writeValue(evaluate(part, scope));
    const inserted = part.replace(
      /_(\$_*[A-Za-z][A-Za-z0-9]*)/g,
      (_, name: string) => `_${writeValue(scope.variable(name))}`,
    );
    return insert(inserted, scope);
  });
  const text = parts.join(":");
  if (text.length > maxText) throw wrongExpression(value, `with its variables it is longer than ${maxText} characters`);
  return text;
}

/** Puts variables in where a text says `$(name)`. */
export function insert(text: string, scope: Scope): string {
  const whole = text.replace(/\$\((\w{1,50})\)/g, (_, name: string) => writeValue(scope.variable(`$${name}`)));
  if (whole.length > maxText) throw wrongExpression(text, `with its variables it is longer than ${maxText} characters`);
  return whole;
}
