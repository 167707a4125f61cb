/** From the segments of a path to the operations in them. Every segment is decoded once, after splitting. */
import { IntaglioError, decodeOnce } from "@intaglio/contract";
import { refusedWords } from "../vocabulary.ts";

/** More operations than any client writes; steps are limited apart from this. */
const maxOperations = 100;

/** One operation as it is written. */
export interface Operation {
  readonly name: string;
  readonly args: readonly string[];
}

/** True for what may stand as a name: text without control, bidi and path characters, at most 255 bytes. */
export function isFileName(text: string): boolean {
  return isPlain(text) && text !== "" && new TextEncoder().encode(text).length <= 255;
}

function isPlain(text: string): boolean {
  // A decoded slash, backslash or dot segment could mean another path to whoever reads it next.
  return !/[\p{Cc}\p{Cs}/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text) && !isDots(text);
}

function isDots(text: string): boolean {
  return text === "." || text === "..";
}

function decode(raw: string): string {
  // Bytes beyond ASCII are percent-encoded in an address; bare ones arrive in whatever charset.
  return /^[\x00-\x7f]*$/.test(raw) ? decodeOnce(raw) : "/";
}

function readSegment(raw: string): string {
  const text = decode(raw);
  if (!isPlain(text)) throw new IntaglioError("TARGET_INVALID", "a path segment with characters that no name may have");
  return text;
}

/** Letters to be drawn may run from right to left and hold a backslash; they never become part of a path. */
function readLetters(raw: string): string {
  const text = decode(raw);
  if (/[\p{Cc}\p{Cs}/]/u.test(text) || isDots(text) || raw.includes("\\"))
    throw new IntaglioError("TARGET_INVALID", "a text with control characters or a bare slash");
  return text;
}

/** The last segment as a name. Throws `TARGET_INVALID`. */
export function readFileName(raw: string): string {
  const text = readSegment(raw);
  if (!isFileName(text)) throw new IntaglioError("TARGET_INVALID", "the file name is too long");
  return text;
}

/** `-` starts an operation, the next segment is its name, the rest up to the next `-` its arguments. Throws `TARGET_*`, `PLAN_TOO_LARGE`. */
export function splitOperations(segments: readonly string[]): Operation[] {
  const operations: { name: string; args: string[] }[] = [];
  let named = true;
  for (const raw of segments) {
    if (raw === "") continue; // doubled slashes
    const last = operations.at(-1);
    const drawn = named && last?.name === "text" && last.args.length === 2;
    const segment = drawn ? readLetters(raw) : readSegment(raw);
    if (segment === "-") {
      if (!named) throw nameless();
      if (operations.length === maxOperations) throw new IntaglioError("PLAN_TOO_LARGE", "too many operations");
      operations.push({ name: "", args: [] });
      named = false;
    } else if (!last) throw outside(segment);
    else if (named) last.args.push(segment);
    else {
      last.name = segment;
      named = true;
    }
  }
  if (!named) throw nameless();
  return operations.map(unalias);
}

function nameless(): IntaglioError {
  return new IntaglioError("TARGET_INVALID", "an operation without a name");
}

function outside(segment: string): IntaglioError {
  if (Object.hasOwn(refusedWords, segment)) return unsupported(segment);
  return new IntaglioError("TARGET_INVALID", "a path segment that is no operation");
}

/** The error for a documented word that is not spoken. */
export function unsupported(name: string): IntaglioError {
  const hint = `${name}: ${refusedWords[name] ?? "not supported"}`;
  return new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** `-/effect/flip/` is how old clients write `-/flip/`. */
function unalias({ name, args }: Operation): Operation {
  if (name !== "effect") return { name, args };
  const [effect, ...rest] = args;
  return { name: effect ?? "", args: rest };
}
