/** Options, from a text or an object to what they ask for. */
import { IntaglioError, decodeOnce } from "@intaglio/contract";
import type { Asked } from "../vocabulary/asked.ts";
import { refusedWords, words } from "../vocabulary.ts";
import type { Variant, VariantValue } from "./address.ts";

/** More options than any client writes. */
const maxOptions = 100;

/** What `name=value,…` asks for; of one option given twice the last counts. Throws `OPERATION_*` or `PLAN_*`. */
export function readOptions(text: string): Asked {
  return readPairs(
    text.split(",").map((pair) => {
      const mark = pair.indexOf("=");
      if (mark < 0) throw malformed(`an option is a name, = and a value, not ${quoted(pair)}`);
      return [decodeOnce(pair.slice(0, mark)), decodeOnce(pair.slice(mark + 1))];
    }),
  );
}

/** What a variant asks for: its text, or its object with nested names joined by dots. */
export function readVariant(variant: Variant): Asked {
  if (typeof variant === "string") return readOptions(variant);
  if (typeof variant !== "object" || variant === null) throw malformed("a variant is a text or an object");
  const { gravity, ...rest } = variant;
  return readPairs([...flatten(rest, ""), ...(gravity === undefined ? [] : flattenGravity(gravity))]);
}

function readPairs(pairs: readonly (readonly [name: string, value: string])[]): Asked {
  if (pairs.length > maxOptions) throw new IntaglioError("PLAN_TOO_LARGE", "too many options");
  let asked: Asked = {};
  const notices: string[] = [];
  for (const [name, value] of pairs) {
    const word = Object.hasOwn(words, name) ? words[name] : undefined;
    if (!word) throw unknown(name);
    const read = word.read(value, asked);
    if (!read) throw malformed(`${name} takes ${word.takes}, not ${quoted(value)}`);
    notices.push(...(read.notices ?? []));
    asked = { ...asked, ...read };
  }
  return notices.length === 0 ? asked : { ...asked, notices };
}

function flatten(object: object, prefix: string): [string, string][] {
  return Object.entries(object).flatMap(([name, value]: [string, VariantValue]): [string, string][] =>
    typeof value === "object" && value !== null
      ? flatten(value, `${prefix}${name}.`)
      : [[`${prefix}${name}`, String(value)]],
  );
}

/** `{ x, y, mode }` as a point and its mode. */
function flattenGravity(gravity: VariantValue): [string, string][] {
  if (typeof gravity !== "object" || gravity === null) return [["gravity", String(gravity)]];
  const { x = 0.5, y = 0.5, ...more } = gravity;
  return [["gravity", [x, y].map((share) => JSON.stringify(share)).join("x")], ...flatten(more, "gravity.")];
}

function unknown(name: string): IntaglioError {
  const [stem = ""] = name.split(/[.[]/, 1);
  const reason = Object.hasOwn(refusedWords, stem) ? refusedWords[stem] : undefined;
  const hint = reason === undefined ? `there is no option ${quoted(name)}` : `${stem}: ${reason}`;
  return new IntaglioError(reason === undefined ? "OPERATION_UNKNOWN" : "OPERATION_UNSUPPORTED", hint, { hint });
}

function malformed(hint: string): IntaglioError {
  return new IntaglioError("PLAN_INVALID", hint, { hint });
}

/** A stranger's text, short and without surprises. */
function quoted(text: string): string {
  return JSON.stringify(text.slice(0, 40)).replace(/[^\x20-\x7e]/g, "?");
}
