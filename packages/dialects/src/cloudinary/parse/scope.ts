/** What a transformation knows while it is read: variables, the picture once it is known, and what came out so far. */
import {
  checkSteps,
  IntaglioError,
  type EncodeInput,
  type FileRecord,
  type Hints,
  type Size,
  type Step,
  type StepInput,
} from "@intaglio/contract";
import type { Switches } from "../vocabulary/word.ts";
import { quote } from "./component.ts";
import type { Names } from "./expression.ts";
import { NeedsFile, sides, toNumber, type NumberValue, type Side, type Value } from "./value.ts";

/** A file that was found, for addresses that ask about it. */
export interface KnownFile {
  readonly file: FileRecord;
  sizeAfter(steps: readonly Step[]): Size;
}

/** What one address adds up to, while it is read. */
export interface Scope extends Names {
  readonly hints: Hints;
  readonly known: (name: string) => Value | undefined;
  readonly knownFile: KnownFile | undefined;
  /** The factor of a component of its own (`dpr_2.0`), for all that have none. */
  readonly chainDpr: string | undefined;
  readonly variables: Map<string, Value>;
  readonly steps: StepInput[];
  frames: StepInput | undefined;
  encode: EncodeInput;
  switches: Switches;
  readonly hinted: Set<keyof Hints>;
  readonly notices: Set<string>;
  /** False: nothing is asked of the picture, so the stored bytes go out. */
  processes: boolean;
  /** In a layer sides in expressions are those of the picture below. */
  readonly inLayer: boolean;
  /** Components read so far, those of named transformations too. */
  readonly count: { components: number };
  /** The picture's size after the steps so far and these. */
  sizeAfter(steps: readonly StepInput[]): Size;
}

/** Where layers and the like have their own steps. */
export function innerScope(outer: Scope): Scope {
  const inner = createScope(outer.hints, outer.knownFile && { ...outer.knownFile, sizeAfter: needs }, outer.chainDpr);
  // The layer's own size is not known, but the picture below it is.
  const { variable, known, resolve, variables, hinted, notices, count } = outer;
  return { ...inner, variable, known, resolve, variables, hinted, notices, count, inLayer: true };
}

function needs(): never {
  const hint =
    "A layer's own size cannot be asked for: give its w and h in pixels, and its place without x and y inside it";
  throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** A scope in which nothing was read yet. */
export function createScope(hints: Hints, knownFile: KnownFile | undefined, chainDpr: string | undefined): Scope {
  const variables = new Map<string, Value>();
  const steps: StepInput[] = [];
  const sizeAfter = (more: readonly StepInput[]): Size => {
    if (!knownFile) throw new NeedsFile();
    return knownFile.sizeAfter(checkSteps([{ op: "orient" }, ...steps, ...more]));
  };
  const resolve = (value: NumberValue): NumberValue =>
    value.of ? toNumber(value.number * sideOf(value.of, knownFile, sizeAfter)) : value;
  return {
    hints,
    knownFile,
    chainDpr,
    variables,
    steps,
    frames: undefined,
    encode: {},
    switches: {},
    hinted: new Set(),
    notices: new Set(),
    processes: false,
    count: { components: 0 },
    inLayer: false,
    sizeAfter,
    resolve,
    variable: (name) => {
      const value = variables.get(name);
      if (value) return value;
      const hint = `Variable ${quote(name)} is not set: ${name.slice(0, 20)}_<value> sets it`;
      throw new IntaglioError("PLAN_INVALID", hint, { hint });
    },
    known: (name) => readKnown(name, knownFile, resolve),
  };
}

function sideOf(side: Side, knownFile: KnownFile | undefined, sizeAfter: Scope["sizeAfter"]): number {
  if (side === "w" || side === "h") return side === "w" ? sizeAfter([]).width : sizeAfter([]).height;
  const { width, height } = imageOf(knownFile);
  return side === "iw" ? width : height;
}

function imageOf(knownFile: KnownFile | undefined): { width: number; height: number; pages: number } {
  if (!knownFile) throw new NeedsFile();
  if (knownFile.file.image) return knownFile.file.image;
  throw new IntaglioError("FILE_NOT_IMAGE");
}

/** Cloudinary's own names. What there is no knowledge of (faces, scores) has no value: the address is refused. */
function readKnown(name: string, knownFile: KnownFile | undefined, resolve: Names["resolve"]): Value | undefined {
  const side = sides.find((one) => one === name);
  if (side) return { kind: "number", number: 1, decimal: false, of: side };
  const side1 = (of: Side): number => resolve({ kind: "number", number: 1, decimal: false, of }).number;
  if (name === "ar") return toNumber(side1("w") / side1("h"));
  if (name === "iar") return toNumber(side1("iw") / side1("ih"));
  if (name === "pc") return toNumber(imageOf(knownFile).pages);
  if (name === "cp") return toNumber(1);
  if (name === "tags") return { kind: "text", text: fileOf(knownFile).tags.join(":") };
  const stored = /^(?:ctx|md):!([^!]*)!$/.exec(name)?.[1];
  if (stored === undefined) return undefined;
  const { metadata } = fileOf(knownFile);
  return { kind: "text", text: Object.hasOwn(metadata, stored) ? (metadata[stored] ?? "") : "" };
}

function fileOf(knownFile: KnownFile | undefined): FileRecord {
  if (!knownFile) throw new NeedsFile();
  return knownFile.file;
}
