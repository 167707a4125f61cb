/** Options about what is cut off and put around. Those with a dot are how Workers' objects are written here. */
import { readCssColor } from "@intaglio/contract";
import { readDecimal, readWhole, readYesNo, writeColor, writeNumber } from "./arguments.ts";
import { edges, type Asked, type AskedTrim } from "./asked.ts";
import type { Word } from "./word.ts";

const maxEdge = 12_000;
const pixels = "whole pixels from 0 to 12000";

/** Cuts pixels, or a border, away. */
export const trim: Word = {
  takes: "top;right;bottom;left in pixels, or border",
  means: "`crop` by so much on each side, or `trim` by a colour; before everything about sizes",
  read: (text) => {
    if (text === "border") return { trimBorder: {} };
    const values = text.split(";").map((part) => readWhole(part, 0, maxEdge));
    if (values.length !== 4 || values.includes(undefined)) return undefined;
    return { trim: Object.fromEntries(edges.map((edge, at) => [edge, values[at]])) };
  },
  write: ({ trim: given, trimBorder }) => {
    if (trimBorder) return "border";
    const whole = given && given.width === undefined && given.height === undefined;
    return whole ? edges.map((edge) => given[edge] ?? 0).join(";") : undefined;
  },
};

/** One of the numbers of a trim. */
export function trimWord(key: (typeof edges)[number] | "width" | "height"): Word {
  const isSize = key === "width" || key === "height";
  return {
    takes: isSize ? "whole pixels from 1 to 12000" : pixels,
    means: isSize ? `the ${key} that is kept` : `pixels cut off at the ${key}`,
    read: (text, { trim: before }) => {
      const value = readWhole(text, isSize ? 1 : 0, maxEdge);
      return value === undefined ? undefined : { trim: { ...before, [key]: value } };
    },
    // As a whole where it can be; a size needs the names.
    write: ({ trim: given }) => {
      const named = given?.width !== undefined || given?.height !== undefined;
      return named && given[key] !== undefined && (isSize || given[key] > 0) ? String(given[key]) : undefined;
    },
  };
}

/** Whether a border is cut away at all. */
export const trimBorder: Word = {
  takes: "true",
  means: "the same as `trim=border`",
  read: (text, before) => (readYesNo(text) === true ? { trimBorder: { ...before.trimBorder } } : undefined),
};

function borderWord(key: keyof AskedTrim, texts: Pick<Word, "takes" | "means">, read: (text: string) => unknown): Word {
  return {
    ...texts,
    read: (text, { trimBorder: before }) => {
      const value = read(text);
      return value === undefined ? undefined : { trimBorder: { ...before, [key]: value } };
    },
    write: ({ trimBorder: given }) => {
      const value = given?.[key];
      return value === undefined ? undefined : typeof value === "number" ? writeNumber(value) : writeColor(value);
    },
  };
}

const color = "a CSS colour";
/** The border's colour. */
export const trimColor = borderWord(
  "color",
  { takes: color, means: "`trim.color`. Default: the top left pixel's" },
  readCssColor,
);
/** How far a pixel may differ. */
export const trimTolerance = borderWord(
  "tolerance",
  { takes: "a number from 0 to 255", means: "`trim.threshold`. Default: 10" },
  (text) => readDecimal(text, 0, 255),
);
/** What is left of the border. */
export const trimKeep = borderWord(
  "keep",
  { takes: "whole pixels from 0 to 8192", means: "`trim.keep`. Default: 0" },
  (text) => readWhole(text, 0, 8192),
);

/** One of the widths of a frame. */
export function frameWord(key: (typeof edges)[number] | "width"): Word {
  const most = key === "width" ? 1000 : 8192;
  return {
    takes: `whole pixels from 0 to ${most}`,
    means: key === "width" ? "`border.width`: a frame on every side, after the resize" : `\`extend\` at the ${key}`,
    read: (text, { border: before }) => {
      const value = readWhole(text, 0, most);
      return value === undefined ? undefined : { border: { ...before, [key]: value } };
    },
    write: ({ border: given }) => (given?.[key] === undefined ? undefined : String(given[key])),
  };
}

/** The frame's colour. */
export const frameColor: Word = {
  takes: color,
  means: "the colour of `border.width` and of the sides. Default: black",
  read: (text, { border: before }): Asked | undefined => {
    const value = readCssColor(text);
    return value === undefined ? undefined : { border: { ...before, color: value } };
  },
  write: ({ border: given }) => (given?.color === undefined ? undefined : writeColor(given.color)),
};
