/** Nuxt Image's modifiers as a plan. */
import { blur, format, IntaglioError, preview, quality, resize, scaleCrop, type PlanPart } from "intaglio";
import { givenModifiers, type ImageModifiers } from "./image-key.ts";

const known = ["width", "height", "fit", "format", "quality", "blur", "plan"];
const fits = ["cover", "contain", "inside", "fill"] as const;
const formats = ["auto", "jpeg", "jpg", "png", "webp", "avif", "gif"] as const;

/**
 * The plan: a preset's name where `plan` is given, else a size, a blur, a format (default: `auto`) and a quality.
 * Throws `FIELD_INVALID` naming the modifier and what was expected.
 */
export function toPlan(modifiers: ImageModifiers): string | PlanPart[] {
  const given: Readonly<Record<string, string>> = Object.fromEntries(givenModifiers(modifiers));
  const unknown = Object.keys(given).find((name) => !known.includes(name));
  if (unknown !== undefined) throw invalid(unknown, `one of ${known.join(", ")}`);
  if (given["plan"] !== undefined) return given["plan"];
  const size = sizeOf(pixels("width", given["width"]), pixels("height", given["height"]), given["fit"]);
  const name = oneOf("format", given["format"] ?? "auto", formats);
  return [
    ...(size ? [size] : []),
    ...(given["blur"] === undefined ? [] : [blur(number("blur", given["blur"], 0.3, 1000))]),
    format(name === "jpg" ? "jpeg" : name),
    ...(given["quality"] === undefined ? [] : [quality(qualityName(number("quality", given["quality"], 1, 100)))]),
  ];
}

function sizeOf(width: number | undefined, height: number | undefined, given = "cover"): PlanPart | undefined {
  const fit = oneOf("fit", given, fits);
  if (width === undefined && height === undefined) return undefined;
  if (width === undefined) return resize({ height });
  if (height === undefined) return resize({ width });
  if (fit === "cover") return scaleCrop(width, height);
  if (fit === "fill") return resize({ width, height, mode: "force", enlarge: "allow" });
  return preview(width, height);
}

/** Numbers mean another thing to each encoder; names look the same in all. */
function qualityName(value: number): "lightest" | "lighter" | "normal" | "better" | "best" {
  if (value <= 45) return "lightest";
  if (value <= 65) return "lighter";
  if (value <= 82) return "normal";
  return value <= 92 ? "better" : "best";
}

function pixels(name: string, text: string | undefined): number | undefined {
  return text === undefined ? undefined : Math.round(number(name, text.replace(/px$/, ""), 1, 100_000));
}

function number(name: string, text: string, min: number, max: number): number {
  const value = Number(text);
  if (value >= min && value <= max) return value;
  throw invalid(name, `a number from ${min} to ${max}`);
}

function oneOf<const Name extends string>(field: string, text: string, names: readonly Name[]): Name {
  const found = names.find((name) => name === text);
  if (found === undefined) throw invalid(field, `one of ${names.join(", ")}`);
  return found;
}

function invalid(name: string, expected: string): IntaglioError {
  const hint = `the modifier ${name} must be ${expected}`;
  return new IntaglioError("FIELD_INVALID", hint, { hint });
}
