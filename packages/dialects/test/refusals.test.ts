import { IntaglioError } from "@intaglio/contract";
import { describe, expect, test } from "vitest";
import { words as cloudflareWords } from "../src/cloudflare/vocabulary.ts";
import { words as cloudinaryWords } from "../src/cloudinary/vocabulary.ts";
import { words as ipxWords } from "../src/ipx/vocabulary.ts";
import { words as uploadcareWords } from "../src/uploadcare/vocabulary.ts";
import { columns } from "./plans/columns.ts";
import { columnNames, type ColumnName } from "./plans/row.ts";

/** What no word of any dialect takes, as it stands in an address. */
const hostile = [
  "NaN",
  "Infinity",
  "1e30000",
  "0x10",
  "--1",
  "1..2",
  "1%2C%2C2",
  "99999999999999999999",
  "9".repeat(300),
  "%D9%A3",
  "null",
  "undefined",
  "__proto__",
  "constructor",
  "toString",
  "%3Cscript%3Ealert(1)%3C%252Fscript%3E",
  "%27%3B--",
  "%24%7B7*7%7D",
  "%F0%9F%90%B1",
  "%E2%80%8B",
];

interface Grammar {
  readonly words: readonly string[];
  /** The words of an address that hold one word with a value. */
  say(word: string, value: string): string;
  /** Words that documentedly ignore what stands after them. */
  readonly ignoring: readonly string[];
  /** Values that stand for nothing in it. */
  readonly absent: readonly string[];
  /** What the service's own way to say no calls what it could not read. */
  readonly kinds?: RegExp;
}

const grammars: Readonly<Record<ColumnName, Grammar>> = {
  uploadcare: {
    words: Object.keys(uploadcareWords),
    say: (word, value) => `-/${word}/${value}/`,
    ignoring: [],
    absent: [],
  },
  cloudinary: {
    // Without other spellings of words that stand here, the modes, whose values are other words', what takes any text,
    // and what takes any number.
    words: Object.keys(cloudinaryWords).filter(
      (name) => !/ |^c_|^(?:d|l|u|z|fl_(?:streaming_)?attachment)$/.test(name),
    ),
    say: sayToCloudinary,
    ignoring: [],
    absent: [],
    kinds: /Invalid (?:effect|expression) in|^Variable "/,
  },
  cloudflare: {
    words: Object.keys(cloudflareWords),
    say: (word, value) => `${word}=${value}`,
    ignoring: [],
    absent: [],
  },
  ipx: {
    words: Object.keys(ipxWords),
    say: (word, value) => `${word}_${value}`,
    // Flags of ipx are set whatever stands after them.
    ignoring: Object.keys(ipxWords).filter((name) => ipxWords[name]?.takes === "nothing"),
    absent: ["undefined"], // builders write it for what they were not given, and ipx reads it so
  },
};

function sayToCloudinary(word: string, value: string): string {
  if (/^(?:e|fl)_/.test(word)) return `${word}:${value}`;
  if (word === "$") return `$size_${value}`;
  // A size brings a mode, and what only matters beside one gets one.
  const beside = { w: "h_9", h: "w_9", ar: "w_9" }[word] ?? "h_9,w_9";
  return /^(?:w|h|ar|g|x|y|z|dpr)$/.test(word) ? `c_thumb,g_face,${beside},${word}_${value}` : `${word}_${value}`;
}

describe.each(columnNames)("%s", (name) => {
  const { dialect, path } = columns[name];
  const { words, say, ignoring, absent, kinds } = grammars[name];
  const names = (text: string, word: string): boolean => text.includes(word) || kinds?.test(text) === true;

  test.each(words.filter((word) => !ignoring.includes(word)))("%s refuses what is hostile, by name", (word) => {
    for (const value of hostile.filter((one) => !absent.includes(one))) {
      const target = { path: path(say(word, value)), query: "" };
      try {
        const { notices } = dialect.parse(target);
        expect(names(notices?.join() ?? "", word), target.path).toBe(true); // told, at least
      } catch (error) {
        if (!(error instanceof IntaglioError)) throw error;
        expect(error.status, target.path).toBe(400);
        expect(names(error.detail.hint ?? "", word), `${target.path}: ${error.detail.hint}`).toBe(true);
        expect(error.detail.hint, target.path).not.toMatch(/\p{Cc}|9{41}/u); // cut, and escaped
        expect(error.detail.hint?.length, target.path).toBeLessThan(1000);
      }
    }
  });

  test("what ignores its value takes nothing from it", () => {
    for (const word of ignoring)
      // `_` is a separator: more values than one are refused.
      for (const value of hostile.filter((one) => !one.includes("_")))
        expect(dialect.parse({ path: path(say(word, value)), query: "" }).plan).toEqual(
          dialect.parse({ path: path(word), query: "" }).plan,
        );
  });
});
