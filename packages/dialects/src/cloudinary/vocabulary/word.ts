/** What a word of the grammar is. Each word is one entry with both directions side by side. */
import {
  IntaglioError,
  type Encode,
  type EncodeInput,
  type Length,
  type OperationName,
  type Size,
  type Source,
  type Step,
  type StepInput,
  type StepOf,
} from "@intaglio/contract";

/** The parameters that stand beside a word in its component. What nobody takes ends in a notice. */
export interface Bag {
  /** The last value of a key, variables put in; undefined without one. */
  text(key: string): string | undefined;
  /** The same, without taking it: for words that only look. */
  peek(key: string): string | undefined;
  /** A size or an offset: pixels (device pixels, so times `dpr`) or a share. Throws `PLAN_INVALID`. */
  length(key: "w" | "h" | "x" | "y"): Length | undefined;
  /** Pixels of a text that is no parameter of its own, such as a radius. Throws `PLAN_INVALID`. */
  pixels(key: string, text: string): number;
  /** Throws `PLAN_INVALID`. */
  color(key: "co" | "b"): string | undefined;
  /** `ar` as a ratio. */
  ratio(): readonly [number, number] | undefined;
  /** True where the flag is set. */
  flag(name: string): boolean;
  /** Reckons a text: a number, or a share where it was written with a point. */
  number(key: string, text: string): number;
  /** The size of the picture after these further steps. Only for what cannot be said without. */
  sizeAfter(steps: readonly StepInput[]): Size;
  /** Tells the reader of the answer what is only nearly done. */
  notice(text: string): void;
}

/** One step or two, said. */
export interface Said {
  /** Parameters of one component. */
  readonly parameters: readonly string[];
  /** How many steps are said at once. Default: 1. */
  readonly covers?: number;
}

interface WordBase {
  /** The arguments, as a phrase: completes "e_blur takes …". */
  readonly takes: string;
  /** What it means in the transform language; for the README. */
  readonly means: string;
}

/** A word that makes steps. `read` gives undefined for arguments that are not of the form. */
export interface StepWord<Name extends OperationName = OperationName> extends WordBase {
  readonly kind: "step";
  readonly op: Name;
  /** `value` is what stands behind the word's name. */
  read(value: string, bag: Bag): readonly StepInput[] | undefined;
  /** A way to say the step, or undefined. It may promise too much: `format` reads it back and compares. */
  write(step: StepOf<Name>, next: Step | undefined): Said | undefined;
}

/** A word that sets how the result is written. Of several, the last counts. */
export interface SettingWord extends WordBase {
  readonly kind: "setting";
  read(value: string, bag: Bag): EncodeInput | undefined;
  /** The parameter, or undefined when there is nothing to say. */
  write(encode: Encode): string | undefined;
}

/** What switches have set: things about the whole address. */
export interface Switches {
  readonly orient?: boolean;
  readonly info?: boolean;
  readonly disposition?: "inline" | "attachment";
  readonly fileName?: string;
  readonly fallback?: Source;
}

/** A word about the whole address. Of several, the last counts. */
export interface SwitchWord extends WordBase {
  readonly kind: "switch";
  /** False: the word alone does not make the file a picture to work on; the stored bytes go out. */
  readonly processes: boolean;
  read(value: string, bag: Bag): Switches | undefined;
  write(switches: Switches): string | undefined;
}

/** A word that others take, or that the parser itself understands: it is here for the README. */
export interface PlainWord extends WordBase {
  readonly kind: "plain";
}

/** Any word. */
export type Word = StepWord | SettingWord | SwitchWord | PlainWord;

/** Types a step word by its operation. */
export function stepWord<Name extends OperationName>(word: Omit<StepWord<Name>, "kind">): StepWord {
  return { kind: "step", ...word } as unknown as StepWord; // `format` gives a word only steps of its operation
}

/** Types a setting word. */
export function settingWord(word: Omit<SettingWord, "kind">): SettingWord {
  return { kind: "setting", ...word };
}

/** Types a switch. */
export function switchWord(word: Omit<SwitchWord, "kind">): SwitchWord {
  return { kind: "switch", ...word };
}

/** A word that only the README and error texts need. */
export function plainWord(takes: string, means: string): PlainWord {
  return { kind: "plain", takes, means };
}

/** A documented argument that is not spoken, as a refusal. */
export function unspoken(hint: string): IntaglioError {
  return new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
}

/** Says a step by parameters, undefined ones left out. */
export function say(...parameters: readonly (string | undefined)[]): Said {
  return { parameters: parameters.filter((one) => one !== undefined) };
}
