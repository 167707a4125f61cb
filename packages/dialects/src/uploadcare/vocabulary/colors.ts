/** Words about tones and colours. */
import { lookNames, type StepInput } from "@intaglio/contract";
import { readSigned, readWhole } from "./arguments.ts";
import { adjustWord, bare, stepWord, type AdjustWord, type Adjustment } from "./word.ts";

/** One number from `min` to 500 or less, where 0 changes nothing; so many of them are 1 of the argument, from `neutral` on. */
function linear(
  argument: Adjustment,
  [min, max]: readonly [number, number],
  unit: number,
  neutral: number,
): AdjustWord {
  return adjustWord({
    argument,
    takes: `a whole number from ${min} to ${max}`,
    means: `\`adjust\` ${argument}: ${neutral === 0 ? "" : `${neutral} + `}${unit === 1 ? "the number" : `the number / ${unit}`}`,
    read: ([number, ...more]) => {
      const value = more.length > 0 ? undefined : readSigned(number, min, max);
      return value === undefined ? undefined : (value + neutral * unit) / unit;
    },
    write: (value) => [String(Math.round((value - neutral) * unit))],
  });
}

// Uploadcare's brightness is added to each channel and cut at the ends. Added to the lightness it comes to nearly the
// same (20 on middle grey: 179 by its rule, 180 by ours); as a factor, black would stay black.
/** Adds light evenly. */
export const brightness = linear("lightness", [-100, 100], 1, 0);
/** Opens the aperture, a stop a hundred. */
export const exposure = linear("exposure", [-500, 500], 100, 0);
/** Spreads tones around the middle one. */
export const contrast = linear("contrast", [-100, 500], 100, 1);
/** Makes all colours stronger. */
export const saturation = linear("saturation", [-100, 500], 100, 1);
/** Makes pale colours stronger. */
export const vibrance = linear("vibrance", [-100, 500], 100, 0);
/** Makes colours warmer. */
export const warmth = linear("warmth", [-100, 100], 100, 0);

// Uploadcare's is the exponent itself (its pictures show 150 as the darker one), ours is one through it, from 0.1 on.
const leastGamma = 10;

/** Bends tones: above 100 darker, below lighter. */
export const gamma = adjustWord({
  argument: "gamma",
  takes: "a whole number from 0 to 1000",
  means: `\`adjust\` gamma: 100 / the number, which counts as ${leastGamma} at least`,
  notice: ([number]) =>
    Number(number) < leastGamma ? `gamma below ${leastGamma} is carried out as ${leastGamma}` : undefined,
  read: ([number, ...more]) => {
    const value = more.length > 0 ? undefined : readWhole(number, 0, 1000);
    return value === undefined ? undefined : 100 / Math.max(value, leastGamma);
  },
  write: (value) => {
    // Four decimals tell all thousand apart, but the nearest whole number may be the one beside.
    const near = Math.round(100 / value);
    const exact = [near, near - 1, near + 1].find((number) => Math.abs(100 / number - value) <= 0.000_05);
    return [String(exact ?? near)];
  },
});

/** Levels, contrast and colours by what the picture holds. */
export const enhance = stepWord({
  op: "filter",
  takes: "nothing, or a whole number from 0 to 100",
  means: "`filter` enhance with the number in percent (50 when absent) as amount",
  read: ([number = "50", ...more]) => {
    const percent = more.length > 0 ? undefined : readWhole(number, 0, 100);
    return percent === undefined ? undefined : [{ op: "filter", name: "enhance", amount: percent / 100 }];
  },
  write: ({ name, amount }) => (name === "enhance" ? { args: [String(Math.round(amount * 100))] } : undefined),
});

function named(name: "grayscale" | "negate") {
  return stepWord({
    op: "filter",
    takes: "nothing",
    means: `\`filter\` ${name}`,
    read: (args): StepInput[] | undefined => (bare(args) ? [{ op: "filter", name }] : undefined),
    write: (step) => (step.name === name ? { args: [] } : undefined),
  });
}

/** Takes the colours away. */
export const grayscale = named("grayscale");
/** Turns every tone and colour into its opposite. */
export const invert = named("negate");

/** One of the service's photo filters. */
export const filter = stepWord({
  op: "look",
  takes: `a filter's name (${lookNames.join(", ")}), then a whole number from -100 to 200`,
  means: "`look` of that name with the number in percent (100 when absent) as amount",
  notice: ([name]) => `filter/${name} is an approximation: Uploadcare's own is not public`,
  read: ([name, number = "100", ...more]) => {
    const known = lookNames.find((look) => look === name);
    const percent = more.length > 0 ? undefined : readSigned(number, -100, 200);
    return known === undefined || percent === undefined
      ? undefined
      : [{ op: "look", name: known, amount: percent / 100 }];
  },
  write: ({ name, amount }) => ({ args: amount === 1 ? [name] : [name, String(Math.round(amount * 100))] }),
});
