/** Options about how the result is written. */
import { IntaglioError, type QualityName } from "@intaglio/contract";
import { readWhole } from "./arguments.ts";
import { formats } from "./asked.ts";
import { choiceWord, type Word } from "./word.ts";

/** The service's own numbers behind these names are about 90, 70, 50 and 35; ours are those that come nearest in JPEG. */
const names: Readonly<Record<string, QualityName>> = {
  high: "best",
  "medium-high": "normal",
  "medium-low": "lighter",
  low: "lightest",
};

function qualityWord(key: "quality" | "savingQuality", means: string): Word {
  return {
    takes: "a whole number from 1 to 100, or high, medium-high, medium-low or low",
    means,
    read: (text) => {
      const value = Object.hasOwn(names, text) ? names[text] : readWhole(text, 1, 100);
      return value === undefined ? undefined : { [key]: value };
    },
    write: (asked) => {
      const value = asked[key];
      if (typeof value === "number") return String(value);
      return Object.keys(names).find((name) => names[name] === value);
    },
  };
}

/** The quality. */
export const quality = qualityWord(
  "quality",
  "`encode.quality`; 100 with `format=webp` is lossless. Default: `better`, which is about 85 in JPEG",
);
/** The quality for slow lines. */
export const savingQuality = qualityWord("savingQuality", "`encode.savingQuality`, for clients on slow lines");

/** The result's format. */
export const format: Word = {
  takes: `${formats.slice(0, -1).join(", ")} or json`,
  means: "`encode.format`; `json` answers facts. Default: JPEG or PNG (GIF for animations); of hosted pictures auto",
  read: (text) => {
    if (text === "svg")
      throw new IntaglioError("OPERATION_UNSUPPORTED", "format svg", { hint: "format: svg is not written here" });
    const known = text === "png-force" ? "png" : formats.find((name) => name === text);
    return known && { format: known };
  },
  write: (asked) => asked.format,
};

/** The frames of an animation. */
export const anim = choiceWord(
  { true: { animated: true }, false: { animated: false } },
  "`encode.animated`. Default: true",
  (asked) => (asked.animated === false ? "false" : undefined),
);

/** Quick rather than small. */
export const compression = choiceWord(
  { fast: { fast: true } },
  "`encode.effort` fast; `auto` and no format then mean JPEG, PNG or GIF",
  (asked) => (asked.fast === true ? "fast" : undefined),
);

/** What is kept of EXIF. */
export const metadata = choiceWord(
  { copyright: { metadata: "copyright" }, keep: { metadata: "keep" }, none: { metadata: "none" } },
  "`encode.metadata`; `keep` needs the server's leave. Default: copyright",
  (asked) => asked.metadata,
);

/** A redirect that is not made. */
export const onerror = choiceWord(
  { redirect: { notices: ["onerror=redirect is not done: an error is answered with its code"] } },
  "nothing, with a notice: whoever may see a small picture need not be allowed to see its source",
  () => undefined,
);
