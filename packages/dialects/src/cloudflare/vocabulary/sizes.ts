/** Options about sizes. */
import { readDecimal, readGravity, readWhole, writeGravity, writeNumber } from "./arguments.ts";
import { fits, type Asked } from "./asked.ts";
import { choiceWord, numberWord, type Word } from "./word.ts";

/** The most pixels of a side that can be asked for. */
const maxSide = 12_000;

/** The width. */
export const width: Word = {
  takes: "whole pixels from 1 to 12000, or auto",
  means: "`resize.width`; `auto` takes the width that suits the client's hints",
  read: (text) => {
    const value = text === "auto" ? text : readWhole(text, 1, maxSide);
    return value === undefined ? undefined : { width: value };
  },
  write: ({ width: value }) => (value === undefined ? undefined : String(value)),
};

/** The height. */
export const height: Word = {
  takes: "whole pixels from 1 to 12000",
  means: "`resize.height`",
  read: (text) => {
    const value = readWhole(text, 1, maxSide);
    return value === undefined ? undefined : { height: value };
  },
  write: ({ height: value }) => (value === undefined ? undefined : String(value)),
};

/** How a size is taken. */
export const fit = choiceWord(
  Object.fromEntries(fits.map((name) => [name, { fit: name }])),
  "`resize.mode`, `enlarge` and `whenSmall`. Those that cut or pad need both sides. Default: scale-down",
  (asked) => asked.fit,
);

/** Which part is kept. */
export const gravity: Word = {
  takes: "auto, face, entropy, left, right, top, bottom, center or a point such as 0.5x0.2",
  means: "the anchor of `cover`, `crop` and `aspect-crop`; a point is a share of the free space. Default: center",
  read: (text) => {
    const anchor = readGravity(text);
    return anchor && { gravity: anchor };
  },
  write: ({ gravity: anchor }) => anchor && writeGravity(anchor),
};

/** How a point is meant. */
export const gravityMode = choiceWord(
  { remainder: { align: "relative" }, "box-center": { align: "center" } },
  "whether a point is a share of the free space or becomes the middle of the box",
  ({ align }) => (align === "center" ? "box-center" : undefined),
);

/** How near a face is taken. */
export const zoom = numberWord("zoom", [0, 1], "`resize.zoom` with `gravity=face`", { ignored: 0 });

/** Device pixels. */
export const dpr: Word = {
  takes: "a number above 0",
  means: "multiplies sizes, borders and trims; above 3 it counts as 3, with a notice. Default: 1",
  read: (text) => {
    const value = readDecimal(text, 0.0001, 99_999);
    if (value === undefined || value <= 3) return value === undefined ? undefined : { dpr: value };
    return { dpr: 3, notices: ["dpr is at most 3"] };
  },
  write: ({ dpr: value }) => (value === undefined ? undefined : writeNumber(value)),
};

/** The widths that `width=auto` has. */
export const wbreakpoints: Word = {
  takes: "1 to 20 widths going up, with ; between",
  means: "the widths that `width=auto` chooses from. Default: 320;768;960;1200",
  read: (text) => {
    const widths = text.split(";").map((part) => readWhole(part, 1, maxSide));
    const known = widths.filter((value) => value !== undefined);
    const rises = known.every((value, at) => at === 0 || value > (known[at - 1] ?? 0));
    return known.length === widths.length && known.length <= 20 && rises ? { breakpoints: known } : undefined;
  },
};

const fallback = (key: "desktop" | "mobile", means: string): Word => ({
  takes: "whole pixels from 1 to 12000",
  means,
  read: (text): Asked | undefined => {
    const value = readWhole(text, 1, maxSide);
    return value === undefined ? undefined : { [key]: value };
  },
});

/** The width without hints. */
export const wdesktop = fallback("desktop", "the width of `width=auto` without hints. Default: 1200");
/** Never used. */
export const wmobile = fallback("mobile", "read, and never used: what kind of device it is, no hint says");

/** How it is made larger. */
export const upscale = choiceWord({ interpolate: {} }, "what always happens", () => undefined);
