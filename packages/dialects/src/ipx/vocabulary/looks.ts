/** Modifiers about how a picture looks. */
import { color, decimal, oneOf, readAll, whole, writeColor, writeNumber, yesNo, type Reader } from "./arguments.ts";
import type { Asked } from "./asked.ts";
import { flagWord, type Word } from "./word.ts";

/** One number for one thing. Without `fallback` it must be there. */
function numberWord(key: NumberKey, read: Reader<number>, texts: Texts, fallback?: number): Word {
  return {
    ...texts,
    read: (args) => {
      const found = readAll(args, read);
      const value = found && (found[0] ?? fallback);
      return value === undefined ? undefined : { [key]: value };
    },
    write: (asked) => {
      const value = asked[key];
      return value === undefined ? undefined : value === fallback ? [] : [writeNumber(value)];
    },
  };
}

type Texts = Pick<Word, "takes" | "means">;
type NumberKey = {
  [Key in keyof Asked]-?: NonNullable<Asked[Key]> extends number ? Key : never;
}[keyof Asked];

/** The sigma of a blur over 3 by 3 pixels, which ipx makes without a number. */
const mildBlur = 0.8165;
/** What ipx makes of `sharpen` alone: 3/8 of the difference from the mean of 3 by 3 pixels. */
const mildSharpen = { sigma: mildBlur, amount: 0.375, flat: 0.375, threshold: 0 } as const;

/** Sharpens. */
export const sharpen: Word = {
  takes: "nothing, or sigma (0.01 to 10), flat (0 to 1000), jagged (0 to 10), x1, y2 and y3 (0 to 100)",
  means: "`sharpen`; flat, jagged, x1, y2, y3 are sharp's, 1, 2, 2, 10, 20 when absent",
  read: (args) => {
    const more = decimal(0, 100);
    const read = readAll(args, decimal(0.01, 10), decimal(0, 1000), decimal(0, 10), more, more, more);
    if (!read) return undefined;
    const [sigma, flat = 1, amount = 2, threshold = 2, maxBrighten = 10, maxDarken = 20] = read;
    return { sharpen: sigma === undefined ? mildSharpen : { sigma, flat, amount, threshold, maxBrighten, maxDarken } };
  },
  write: ({ sharpen: given }) => {
    if (!given) return undefined;
    const { sigma = 1, flat = 0, amount = 1, threshold = 2, maxBrighten, maxDarken } = given;
    if (maxBrighten === undefined || maxDarken === undefined) return [];
    return [sigma, flat, amount, threshold, maxBrighten, maxDarken].map(writeNumber);
  },
};

/** Blurs. */
export const blur: Word = {
  takes: "nothing, or a sigma from 0.3 to 1000, then integer, float or approximate, then an amplitude",
  means: "`blur`; without a sigma over 3 by 3 pixels. How exactly it is worked out is not chosen",
  read: (args) => {
    const read = readAll(args, decimal(0.3, 1000), oneOf("integer", "float", "approximate"), decimal(0.001, 1));
    return read && { blur: read[0] ?? mildBlur };
  },
  write: ({ blur: sigma }) => (sigma === undefined ? undefined : sigma === mildBlur ? [] : [writeNumber(sigma)]),
};

/** The middle value of a square. */
export const median = numberWord(
  "median",
  whole(1, 100),
  { takes: "nothing, or a side from 1 to 100", means: "`texture` median. Default: 3" },
  3,
);
/** Bright parts grow. */
export const dilate = numberWord(
  "dilate",
  whole(1, 100),
  { takes: "nothing, or pixels from 1 to 100", means: "`texture` dilate. Default: 1" },
  1,
);
/** Bright parts shrink. */
export const erode = numberWord(
  "erode",
  whole(1, 100),
  { takes: "nothing, or pixels from 1 to 100", means: "`texture` erode. Default: 1" },
  1,
);

/** Evens out contrast in tiles. */
export const clahe: Word = {
  takes: "a width and a height from 1 to 100, then a slope from 0 to 100",
  means: "`texture` clahe; the height is the width and the slope 3 when absent",
  read: (args) => {
    const [across, down = across, limit = 3] = readAll(args, whole(1, 100), whole(1, 100), whole(0, 100)) ?? [];
    return across === undefined || down === undefined ? undefined : { clahe: { width: across, height: down, limit } };
  },
  write: ({ clahe: tiles }) => tiles && [tiles.width, tiles.height, tiles.limit].map(writeNumber),
};

/** Onto the background. */
export const flatten = flagWord("flatten", "`flatten` onto the background");
/** White to transparent. */
export const unflatten = flagWord("unflatten", "`transparent`: white becomes transparent");
/** Without colours. */
export const grayscale = flagWord("grayscale", "`filter` grayscale");

/** Darkens before the resize and brightens after it. */
export const gamma: Word = {
  takes: "nothing, or a number from 1 to 3, then another for the way back",
  means:
    "`adjust.gamma` one over the first before the resize, and the second after it. Default: 2.2; the second is the first",
  read: (args) => {
    const read = readAll(args, decimal(1, 3), decimal(1, 3));
    if (!read) return undefined;
    const [before = 2.2, after = before] = read;
    return { gamma: { before, after } };
  },
  write: ({ gamma: given }) => given && [writeNumber(given.before), writeNumber(given.after)],
};

/** Turns colours around. */
export const negate: Word = {
  takes: "nothing, or true or false for transparency",
  means: "`filter` negate, of transparency too unless it says false",
  read: (args) => {
    const read = readAll(args, yesNo);
    return read && { negate: { channels: read[0] ?? true } };
  },
  write: ({ negate: given }) => given && (given.channels ? [] : ["false"]),
};

/** Stretches the brightness. */
export const normalize: Word = {
  takes: "nothing, or a lower percent from 0 to 99 and an upper one from 1 to 100",
  means: "`filter` normalise. Default: 1 and 99",
  read: (args) => {
    const [lower = 1, upper = 99] = readAll(args, whole(0, 99), whole(1, 100)) ?? [NaN];
    return lower < upper ? { normalize: { lower, upper } } : undefined;
  },
  write: ({ normalize: given }) => given && [String(given.lower), String(given.upper)],
};

/** Black and white. */
export const threshold: Word = {
  takes: "nothing, or a level from 0 to 255, then true or false for grey",
  means: "`filter` threshold, each colour for itself when not grey. Default: 128; 0 changes nothing, as in sharp",
  read: (args) => {
    const read = readAll(args, whole(0, 255), yesNo);
    if (!read) return undefined;
    const [level = 128, grey = true] = read;
    return level === 0 ? {} : { threshold: { level, channels: !grey } };
  },
  write: ({ threshold: given }) => given && [String(given.level), ...(given.channels ? ["false"] : [])],
};

/** Multiplies and adds. */
export const linear: Word = {
  takes: "a factor from -1000 to 1000, then an offset from -99999 to 99999",
  means: "`linear`; the factor is 1 and the offset 0 when absent",
  read: (args) => {
    const read = readAll(args, decimal(-1000, 1000), decimal(-99_999, 99_999));
    if (!read || read.every((value) => value === undefined)) return undefined;
    const [factor = 1, offset = 0] = read;
    return { linear: { factor, offset } };
  },
  write: ({ linear: given }) => given && [writeNumber(given.factor), writeNumber(given.offset)],
};

const factor = decimal(0, 10);
const lightnessRange = decimal(-100, 100);
/** Degrees, brought to -180 to 180. */
const degrees: Reader<number> = (text) => {
  const value = whole(-99_999, 99_999)(text);
  const turned = value === undefined ? undefined : ((value % 360) + 360) % 360;
  return turned !== undefined && turned > 180 ? turned - 360 : turned;
};

/** All four at once. */
export const modulate: Word = {
  takes:
    "brightness and saturation from 0 to 10, whole degrees of hue, lightness from -100 to 100; each may be left out",
  means: "`adjust`; sharp works in CIE LCh, the transform language in CSS's way, so pixels differ a little",
  read: (args) => {
    const read = readAll(args, factor, factor, degrees, lightnessRange);
    if (!read) return undefined;
    const names = ["brightness", "saturation", "hue", "lightness"] as const;
    return Object.fromEntries(names.flatMap((name, at) => (read[at] === undefined ? [] : [[name, read[at]]])));
  },
};

const alone = (takes: string, name: string): Texts => ({ takes, means: `\`adjust.${name}\`, as in \`modulate\`` });
/** A factor. */
export const brightness = numberWord("brightness", factor, alone("a number from 0 to 10", "brightness"));
/** A factor. */
export const saturation = numberWord("saturation", factor, alone("a number from 0 to 10", "saturation"));
/** Degrees. */
export const hue = numberWord("hue", degrees, alone("whole degrees", "hue"));
/** Added. */
export const lightness = numberWord("lightness", lightnessRange, alone("a number from -100 to 100", "lightness"));

/** Lets what lies behind through. */
export const opacity = numberWord("opacity", decimal(0, 1), {
  takes: "a number from 0 to 1",
  means: "`opacity`; with a background, that colour laid over instead",
});

/** A colour over all. */
export const tint: Word = {
  takes: "a colour: a name, hex without #, rgb(), hsl()",
  means: "`filter` tint",
  read: (args) => {
    const value = readAll(args, color)?.[0];
    return value === undefined ? undefined : { tint: value };
  },
  write: ({ tint: value }) => (value === undefined ? undefined : [writeColor(value)]),
};
