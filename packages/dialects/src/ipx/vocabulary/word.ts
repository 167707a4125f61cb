/** What a modifier is. Each is one entry with both directions side by side. */
import type { Asked } from "./asked.ts";

/** A modifier by one of its names. */
export interface Word {
  /** The arguments, as a phrase: completes "resize takes …". */
  readonly takes: string;
  /** What it means in the transform language; for the README. */
  readonly means: string;
  /** What it sets; undefined for arguments that are not of the form. */
  read(args: readonly string[], before: Asked): Asked | undefined;
  /** The arguments that say it, or undefined when there is nothing to say. Absent from names that are never written. */
  write?(asked: Asked): readonly string[] | undefined;
}

/** A modifier without arguments. ipx runs it whatever value stands after it, `false` too. */
export function flagWord(
  key: "enlarge" | "flip" | "flop" | "flatten" | "unflatten" | "grayscale" | "animated",
  means: string,
): Word {
  return {
    takes: "nothing",
    means,
    read: ([value = "", ...more]) => {
      if (more.length > 0) return undefined;
      const denied = value === "false" || value === "0";
      return {
        [key]: true,
        ...(denied && { notices: [`${key} takes no value: it is done whatever stands after it`] }),
      };
    },
    write: (asked) => (asked[key] === true ? [] : undefined),
  };
}

/** The same modifier under another name, which is read only. */
export function alias(of: string, word: Word): Word {
  return { takes: word.takes, means: `the same as \`${of}\``, read: (args, before) => word.read(args, before) };
}
