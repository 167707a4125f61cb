/** Options that turn, mirror and change how a picture looks. */
import { readCssColor } from "@intaglio/contract";
import { writeColor } from "./arguments.ts";
import { choiceWord, numberWord, type Word } from "./word.ts";

/** Turns clockwise. */
export const rotate = choiceWord(
  { 0: {}, 90: { rotate: 90 }, 180: { rotate: 180 }, 270: { rotate: 270 }, 360: {} },
  "`rotate` clockwise, after `flip` and before everything about sizes",
  (asked) => (asked.rotate === undefined ? undefined : String(asked.rotate)),
);

const mirrors = {
  h: { flip: { horizontal: true, vertical: false } },
  v: { flip: { horizontal: false, vertical: true } },
  hv: { flip: { horizontal: true, vertical: true } },
  vh: { flip: { horizontal: true, vertical: true } },
} as const;
/** Mirrors. */
export const flip = choiceWord(mirrors, "`flip` horizontal, vertical or both, before `rotate`", ({ flip: given }) =>
  given ? `${given.horizontal ? "h" : ""}${given.vertical ? "v" : ""}` : undefined,
);

/** Cuts the subject out. */
export const segment = choiceWord({ foreground: { segment: true } }, "`segment`, first of all", (asked) =>
  asked.segment === true ? "foreground" : undefined,
);

/** What lies behind. */
export const background: Word = {
  takes: "a CSS colour: a name, hex, rgb(), rgba(), hsl() or hwb(); escape # and commas",
  means: "`flatten`, and the colour of `pad`; one that is not opaque fills the padding only. Default: white padding",
  read: (text) => {
    const color = readCssColor(text);
    return color === undefined ? undefined : { background: color };
  },
  write: ({ background: color }) => (color === undefined ? undefined : writeColor(color)),
};

/** A Gaussian of half the number. */
export const blur = numberWord("blur", [1, 250], "`blur` with half the number as sigma", { ignored: 0, scale: 0.5 });
/** Sharpens. */
export const sharpen = numberWord("sharpen", [0, 10], "`sharpen.amount`", { ignored: 0 });
/** A factor. */
export const brightness = numberWord("brightness", [0, 10], "`adjust.brightness`, a factor; 0 changes nothing", {
  ignored: 0,
});
/** A factor. */
export const contrast = numberWord("contrast", [0, 10], "`adjust.contrast`, a factor; 0 changes nothing", {
  ignored: 0,
});
/** An exponent. */
export const gamma = numberWord("gamma", [0.1, 10], "`adjust.gamma`: above 1 is lighter; 0 changes nothing", {
  ignored: 0,
});
/** A factor. */
export const saturation = numberWord("saturation", [0, 10], "`adjust.saturation`, a factor; 0 is grey");
