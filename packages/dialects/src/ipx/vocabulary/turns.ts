/** Modifiers that turn and mirror. */
import { decimal, readAll, writeNumber } from "./arguments.ts";
import { flagWord, type Word } from "./word.ts";

/** Turns clockwise; without a number it only turns upright. */
export const rotate: Word = {
  takes: "degrees clockwise from -3600 to 3600, or nothing",
  means:
    "`rotate`; without a number `orient`, after a `crop`. Before the resize with s and w, after it with h and resize, as in ipx",
  read: (args) => {
    const read = readAll(args, decimal(-3600, 3600));
    if (!read) return undefined;
    const [angle] = read;
    if (angle === undefined) return { orient: "cropped" };
    const degrees = (Math.round((((angle % 360) + 360) % 360) * 10_000) / 10_000) % 360;
    return degrees === 0 ? {} : { rotate: degrees };
  },
  write: ({ rotate: degrees, orient }) =>
    degrees !== undefined ? [writeNumber(degrees)] : orient === "cropped" ? [] : undefined,
};

/** Turns upright by EXIF. */
export const autoorient: Word = {
  takes: "nothing",
  means: "`orient`, first of all. Without it EXIF orientation is dropped, not applied",
  read: ([, ...more]) => (more.length > 0 ? undefined : { orient: "first" }),
  write: ({ orient }) => (orient === "first" ? [] : undefined),
};

/** Swaps top and bottom. */
export const flip = flagWord("flip", "`flip` vertical");
/** Swaps left and right. */
export const flop = flagWord("flop", "`flip` horizontal");
