/** What depends on the client: `dpr_auto` and `w_auto`. */
import { IntaglioError, type Length } from "@intaglio/contract";
import { readDecimal, readWhole } from "../vocabulary/arguments.ts";
import { plain } from "../vocabulary/plain.ts";
import { quote } from "./component.ts";
import type { Scope } from "./scope.ts";

function wrong(name: "dpr" | "w", long: string, value: string): IntaglioError {
  const hint = `Invalid ${long} in transformation: ${quote(value)}; ${name} takes ${plain[name]?.takes ?? ""}`;
  return new IntaglioError("PLAN_INVALID", hint, { hint });
}

/** Device pixels for each pixel that is asked for. */
export function readDpr(value: string | undefined, scope: Scope): number {
  if (value === undefined) return 1;
  if (value === "auto") {
    scope.hinted.add("dpr");
    return Math.min(10, scope.hints.dpr ?? 1);
  }
  const text = value.startsWith("$") ? scope.variable(value) : undefined;
  const dpr = text?.kind === "number" ? text.number : readDecimal(value, 0.01, 10);
  if (dpr === undefined || !(dpr >= 0.01 && dpr <= 10)) throw wrong("dpr", "dpr", value);
  return dpr;
}

/** The width that the client hints at, in device pixels; without a hint the fallback, or undefined for the picture's own. */
export function readAutoWidth(value: string, dpr: () => number, scope: Scope): Length | undefined {
  const found = /^auto(?::(breakpoints(?:_\d+)*(?::json)?|\d+)(?::(\d+))?)?$/.exec(value);
  const step = /^\d/.test(found?.[1] ?? "") ? readWhole(found?.[1], 1, 16_384) : 1;
  const fallback = found?.[2] === undefined ? undefined : readWhole(found[2], 1, 16_384);
  if (!found || step === undefined || (found[2] !== undefined && fallback === undefined))
    throw wrong("w", "width", value);
  scope.hinted.add("width");
  const { width, viewportWidth } = scope.hints;
  if (width !== undefined) return round(width, step);
  scope.hinted.add("viewportWidth");
  if (viewportWidth !== undefined) return round(round(viewportWidth, step) * dpr(), 1);
  return fallback === undefined ? undefined : round(fallback * dpr(), 1);
}

function round(pixels: number, step: number): number {
  return Math.min(16_384, Math.max(1, Math.ceil(pixels / step) * step));
}
