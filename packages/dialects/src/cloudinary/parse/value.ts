/** What a parameter, a variable or an expression comes to. */
import { IntaglioError } from "@intaglio/contract";
import { quote } from "./component.ts";

/** Sides that a number may be a multiple of: the picture's as it is now, and as it came. */
export const sides = ["w", "h", "iw", "ih"] as const;
/** One of {@link sides}. */
export type Side = (typeof sides)[number];

/** A number, a text (whose colons may make a list of it). */
export type Value =
  | {
      readonly kind: "number";
      readonly number: number;
      /** Written with a point, which makes a size a share. */
      readonly decimal: boolean;
      /** The number is a multiple of this side, which is not known. */
      readonly of?: Side | undefined;
    }
  | { readonly kind: "text"; readonly text: string };
/** A {@link Value} that is a number. */
export type NumberValue = Extract<Value, { readonly kind: "number" }>;

/** Thrown where an address asks about the picture before it is known; `parse` catches it. */
export class NeedsFile extends Error {
  override readonly name = "NeedsFile";
}

/** A whole number of something. */
export function toNumber(number: number, decimal = false): NumberValue {
  return { kind: "number", number, decimal };
}

/** A value as it would stand in an address. */
export function writeValue(value: Value): string {
  if (value.kind === "text") return value.text;
  if (value.of) throw new NeedsFile();
  return String(Math.round(value.number * 10_000) / 10_000);
}

/** What is wrong with an expression, as a refusal. */
export function wrongExpression(text: string, why: string): IntaglioError {
  const hint = `Invalid expression in transformation: ${quote(text)}; ${why}`;
  return new IntaglioError("PLAN_INVALID", hint, { hint });
}
