/** From a delivery URL to its meaning. */
import {
  IntaglioError,
  checkPlan,
  decodeOnce,
  isFileId,
  maxTargetBytes,
  type Delivery,
  type EncodeInput,
  type StepInput,
  type Target,
} from "@intaglio/contract";
import { initialState, type State, type Switches, type Word } from "./vocabulary/word.ts";
import { refusedWords, words } from "./vocabulary.ts";

/** More operations than any client writes; steps are limited apart from this. */
const maxOperations = 100;

interface Operation {
  readonly name: string;
  readonly args: readonly string[];
}

/** What the operations of one address add up to. */
interface Reading {
  readonly steps: readonly StepInput[];
  readonly encode: EncodeInput;
  readonly state: State;
  readonly switches: Switches;
  /** False: nothing is asked of the picture, so the stored bytes go out. */
  readonly processes: boolean;
}

/**
 * A delivery URL's meaning; the query is not read. Every segment is decoded once, after splitting.
 * Throws `TARGET_*`, `OPERATION_*` or `PLAN_*`.
 */
export function parse(target: Target): Delivery {
  if (target.path.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  const [empty, id, ...rest] = target.path.split("/");
  if (empty !== "" || !isFileId(id)) throw new IntaglioError("TARGET_INVALID", "no file id at the start of the path");
  // The last segment without a slash after it is a name; with one, it is part of the operations.
  const name = rest.pop();
  const fileName = name === undefined || name === "" ? undefined : readFileName(name);
  const { steps, encode, state, switches, processes } = readOperations(splitOperations(rest));
  const source = { kind: "file", id } as const;
  const orient: StepInput[] = switches.orient === false ? [] : [{ op: "orient" }];
  const plan = processes
    ? checkPlan({ source, steps: [...orient, ...steps], encode: { ...encode, background: state.fill } })
    : checkPlan({ source });
  return {
    answer: switches.info ? "info" : processes ? "image" : "original",
    plan,
    ...(fileName !== undefined && { fileName }),
    ...(switches.disposition && { disposition: switches.disposition }),
  };
}

/** True for what may stand as a name: text without control, bidi and path characters, at most 255 bytes. */
export function isFileName(text: string): boolean {
  return isPlain(text) && text !== "" && new TextEncoder().encode(text).length <= 255;
}

function isPlain(text: string): boolean {
  // A decoded slash, backslash or dot segment could mean another path to whoever reads it next.
  return !/[\p{Cc}\p{Cs}/\\\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/u.test(text) && text !== "." && text !== "..";
}

function readSegment(raw: string): string {
  // Bytes beyond ASCII are percent-encoded in an address; bare ones arrive in whatever charset.
  const text = /^[\x00-\x7f]*$/.test(raw) ? decodeOnce(raw) : "/";
  if (!isPlain(text)) throw new IntaglioError("TARGET_INVALID", "a path segment with characters that no name may have");
  return text;
}

function readFileName(raw: string): string {
  const text = readSegment(raw);
  if (!isFileName(text)) throw new IntaglioError("TARGET_INVALID", "the file name is too long");
  return text;
}

/** `-` starts an operation, the next segment is its name, the rest up to the next `-` its arguments. */
function splitOperations(segments: readonly string[]): Operation[] {
  const operations: { name: string; args: string[] }[] = [];
  let named = true;
  for (const raw of segments) {
    if (raw === "") continue; // doubled slashes
    const segment = readSegment(raw);
    const last = operations.at(-1);
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

/** `-/effect/flip/` is how old clients write `-/flip/`. */
function unalias({ name, args }: Operation): Operation {
  if (name !== "effect") return { name, args };
  const [effect, ...rest] = args;
  return { name: effect ?? "", args: rest };
}

function readOperations(operations: readonly Operation[]): Reading {
  let state = initialState;
  let encode: EncodeInput = {};
  let switches: Switches = {};
  let processes = false;
  const steps: StepInput[] = [];
  for (const { name, args } of operations) {
    if (name.startsWith("@")) continue; // client statistics
    const word = findWord(name);
    processes ||= word.kind !== "switch" || word.processes;
    switch (word.kind) {
      case "step":
        steps.push(...demand(name, word, word.read(args, state)));
        break;
      case "setting":
        encode = { ...encode, ...demand(name, word, word.read(args)) };
        break;
      case "state":
        state = { ...state, ...demand(name, word, word.read(args)) };
        break;
      case "switch":
        switches = { ...switches, ...demand(name, word, word.read(args)) };
        break;
    }
  }
  return { steps, encode, state, switches, processes };
}

function findWord(name: string): Word {
  const word = Object.hasOwn(words, name) ? words[name] : undefined;
  if (word) return word;
  if (Object.hasOwn(refusedWords, name)) throw unsupported(name);
  throw new IntaglioError("OPERATION_UNKNOWN", "no operation has this name");
}

function unsupported(name: string): IntaglioError {
  const hint = `${name}: ${refusedWords[name] ?? "not supported"}`;
  return new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

function demand<Value>(name: string, word: Word, value: Value | undefined): Value {
  if (value !== undefined) return value;
  const hint = `${name} takes ${word.takes}`;
  throw new IntaglioError("PLAN_INVALID", hint, { hint });
}
