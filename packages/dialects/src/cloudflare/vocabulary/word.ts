/** What an option is. Each is one entry with both directions side by side. */
import { readDecimal, writeNumber } from "./arguments.ts";
import type { Asked } from "./asked.ts";

/** An option by one of its names. */
export interface Word {
  /** The value, as a phrase: completes "width takes …". */
  readonly takes: string;
  /** What it means in the transform language; for the README. */
  readonly means: string;
  /** What it sets; undefined for a value that is not of the form. */
  read(text: string, before: Asked): Asked | undefined;
  /** The value that says it, or undefined when there is nothing to say. Absent from names that are never written. */
  write?(asked: Asked): string | undefined;
}

/** The same option under another name, which is read only. */
export function alias(of: string, word: Word): Word {
  return { takes: word.takes, means: `the same as \`${of}\``, read: (text, before) => word.read(text, before) };
}

/** An option of one word out of several, each with what it sets. The first that sets what is asked for is written. */
export function choiceWord(
  choices: Readonly<Record<string, Asked>>,
  means: string,
  write: (asked: Asked) => string | undefined,
): Word {
  const names = Object.keys(choices);
  const takes = names.length > 1 ? `${names.slice(0, -1).join(", ")} or ${names.at(-1) ?? ""}` : names.join("");
  return { takes, means, read: (text) => (Object.hasOwn(choices, text) ? choices[text] : undefined), write };
}

type NumberKey = "blur" | "brightness" | "contrast" | "gamma" | "saturation" | "sharpen" | "zoom" | "dpr";

/** An option of one number; `ignored` is the one that changes nothing. */
export function numberWord(
  key: NumberKey,
  [min, max]: readonly [number, number],
  means: string,
  { ignored, scale = 1 }: { readonly ignored?: number; readonly scale?: number } = {},
): Word {
  const also = ignored !== undefined && (ignored < min || ignored > max) ? `, or ${ignored}` : "";
  return {
    takes: `a number from ${min} to ${max}${also}`,
    means,
    read: (text) => {
      if (ignored !== undefined && readDecimal(text, ignored, ignored) !== undefined) return {};
      const value = readDecimal(text, min, max);
      return value === undefined ? undefined : { [key]: value * scale };
    },
    write: (asked) => (asked[key] === undefined ? undefined : writeNumber(asked[key] / scale)),
  };
}
