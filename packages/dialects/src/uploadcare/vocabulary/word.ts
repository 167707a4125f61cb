/** What a word of the grammar is. Each word is one entry with both directions side by side. */
import type {
  Encode,
  EncodeInput,
  FactsWanted,
  Layer,
  OperationName,
  Step,
  StepInput,
  StepOf,
} from "@intaglio/contract";

type TextLayer = Extract<Layer, { readonly kind: "text" }>;
/** The letters of the texts that follow. */
export type Font = Pick<TextLayer, "weight" | "italic" | "size" | "color" | "family">;
/** Where the lines stand in the boxes of the texts that follow. */
export type TextAlign = Pick<TextLayer, "align" | "vertical">;
/** What lies behind the texts that follow. */
export type TextBox = Pick<TextLayer, "backdrop" | "backdropColor" | "padding">;

/** What state words have set so far: it changes the meaning of the words after them. */
export interface State {
  /** May the sizes that follow enlarge (`on`), not (`off`), or fill up instead (`fill`)? */
  readonly stretch: "on" | "off" | "fill";
  /** Eight hex digits. */
  readonly fill: string;
  readonly font: Font;
  readonly textAlign: TextAlign;
  readonly textBox: TextBox;
}

/** What holds before any state word. */
export const initialState: State = {
  stretch: "on",
  fill: "ffffffff",
  font: { weight: 400, italic: false, size: 10, color: "000000ff", family: "DejaVu Sans" },
  textAlign: { align: "center", vertical: "center" },
  textBox: { backdrop: "none", backdropColor: "ffffffff", padding: 0 },
};

/** What switches have set: things about the whole address. */
export interface Switches {
  readonly orient?: boolean;
  /** Facts are asked for, these. */
  readonly facts?: FactsWanted;
  readonly disposition?: "inline" | "attachment";
}

/** One step, said. */
export interface Said {
  readonly args: readonly string[];
  /** What state words must have set before. */
  readonly state?: Partial<State>;
  /** How many steps are said at once. Default: 1. */
  readonly covers?: number;
}

interface WordBase {
  /** The arguments, as a phrase: completes "resize takes …". */
  readonly takes: string;
  /** What it means in the transform language; for the README. */
  readonly means: string;
  /** What these arguments ask for and only nearly get, as a sentence. */
  notice?(args: readonly string[]): string | undefined;
}

/** A word that makes steps. `read` gives undefined for arguments that are not of the form. */
export interface StepWord<Name extends OperationName = OperationName> extends WordBase {
  readonly kind: "step";
  readonly op: Name;
  read(args: readonly string[], state: State): readonly StepInput[] | undefined;
  /** A way to say the step, or undefined. It may promise too much: `format` reads it back and compares. */
  write(step: StepOf<Name>, next: Step | undefined): Said | undefined;
}

/** An argument of `adjust` that a word sets. */
export type Adjustment = "exposure" | "lightness" | "contrast" | "saturation" | "vibrance" | "warmth" | "gamma";

/** A word that sets one argument of an `adjust` step. Those in a row make one step. */
export interface AdjustWord extends WordBase {
  readonly kind: "adjust";
  readonly argument: Adjustment;
  read(args: readonly string[]): number | undefined;
  /** May be wrong for a value that has no spelling: `format` reads it back and compares. */
  write(value: number): readonly string[];
}

/** A word that sets how the result is written. Of several, the last counts. */
export interface SettingWord extends WordBase {
  readonly kind: "setting";
  read(args: readonly string[]): EncodeInput | undefined;
  /** The arguments, or undefined when there is nothing to say. */
  write(encode: Encode): readonly string[] | undefined;
}

/** A word that changes the words after it. */
export interface StateWord extends WordBase {
  readonly kind: "state";
  readonly key: keyof State;
  read(args: readonly string[], before: State): Partial<State> | undefined;
  write(wanted: State, before: State): readonly string[];
}

/** A word about the whole address. Of several, the last counts. */
export interface SwitchWord extends WordBase {
  readonly kind: "switch";
  /** False: the word alone does not make the file a picture to work on; the stored bytes go out. */
  readonly processes: boolean;
  read(args: readonly string[]): Switches | undefined;
  write(switches: Switches): readonly string[] | undefined;
}

/** Any word. */
export type Word = StepWord | AdjustWord | SettingWord | StateWord | SwitchWord;

/** Types a step word by its operation. */
export function stepWord<Name extends OperationName>(word: Omit<StepWord<Name>, "kind">): StepWord {
  return { kind: "step", ...word } as unknown as StepWord; // `format` gives a word only steps of its operation
}

/** Types an adjusting word. */
export function adjustWord(word: Omit<AdjustWord, "kind">): AdjustWord {
  return { kind: "adjust", ...word };
}

/** Types a setting word. */
export function settingWord(word: Omit<SettingWord, "kind">): SettingWord {
  return { kind: "setting", ...word };
}

/** Types a state word. */
export function stateWord(word: Omit<StateWord, "kind">): StateWord {
  return { kind: "state", ...word };
}

/** Types a switch. */
export function switchWord(word: Omit<SwitchWord, "kind">): SwitchWord {
  return { kind: "switch", ...word };
}

/** A word without arguments: true when there are none. */
export function bare(args: readonly string[]): boolean {
  return args.length === 0;
}
