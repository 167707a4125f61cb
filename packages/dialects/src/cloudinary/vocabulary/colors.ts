/** Effects that give the picture other colours. */
import type { StepInput, StepOf } from "@intaglio/contract";
import { writeColor } from "./arguments.ts";
import { describeLevel, readLevel, writeLevel, type Level } from "./level.ts";
import { say, stepWord, type StepWord } from "./word.ts";

type Filter = StepOf<"filter">;
const percent = (fallback: number, min = 0): Level => ({ min, max: 100, fallback });

/** A filter mixed in by percent. */
function filter(
  name: string,
  filterName: Filter["name"],
  level: Level,
  means: string,
  more: Partial<Filter> = {},
): StepWord {
  return stepWord({
    op: "filter",
    takes: describeLevel(level),
    means,
    read: (value, bag) => {
      const number = readLevel(level, value, bag);
      return number === undefined ? undefined : [{ op: "filter", name: filterName, ...more, amount: number / 100 }];
    },
    write: (step) => {
      const fits = step.name === filterName && step.lower === more.lower && step.upper === more.upper;
      const written = fits ? writeLevel(level, name, step.amount * 100) : undefined;
      return written === undefined ? undefined : say(written);
    },
  });
}

/** An effect that is there or not. */
function bare(
  name: string,
  op: "filter" | "segment",
  steps: readonly StepInput[],
  means: string,
  fits: (step: Filter) => boolean,
): StepWord {
  return stepWord({
    op,
    takes: "nothing",
    means,
    read: (value) => (value === "" ? steps : undefined),
    write: (step) => (fits(step as Filter) ? say(`e_${name}`) : undefined),
  });
}

/** No colour. */
export const grayscale = bare(
  "grayscale",
  "filter",
  [{ op: "filter", name: "grayscale" }],
  "`filter` grayscale",
  (step) => step.name === "grayscale",
);
/** Turned round. */
export const negate = bare(
  "negate",
  "filter",
  [{ op: "filter", name: "negate" }],
  "`filter` negate",
  (step) => step.name === "negate",
);
/** Brown, as old photos. */
export const sepia = filter("sepia", "sepia", percent(80, 1), "`filter` sepia, mixed in by percent");
/** Better all over. */
export const improve = stepWord({
  ...(filter("improve", "enhance", percent(100), "`filter` enhance, mixed in by percent") as StepWord<"filter">),
  takes: `indoor or outdoor (the same here), then ${describeLevel(percent(100))}`,
  read: (value, bag) => {
    const [mode = "", rest, ...more] = value.split(":");
    const number = readLevel(percent(100), /^(?:in|out)door$/.test(mode) ? rest : value, bag);
    return number === undefined || more.length > 0
      ? undefined
      : [{ op: "filter", name: "enhance", amount: number / 100 }];
  },
});
/** Colours spread over the range. */
export const autoColor = filter("auto_color", "enhance", percent(100), "`filter` enhance, mixed in by percent");
/** Brightness spread over the range. */
export const autoContrast = filter(
  "auto_contrast",
  "normalise",
  percent(100),
  "`filter` normalise, mixed in by percent",
);
/** The bright end spread. */
export const autoBrightness = filter(
  "auto_brightness",
  "normalise",
  percent(100),
  "`filter` normalise of the bright end, mixed in by percent",
  {
    lower: 0,
    upper: 99,
  },
);

const thresholds = percent(50);
/** Only black and white. */
export const blackwhite = stepWord({
  op: "filter",
  takes: describeLevel(thresholds),
  means: "`filter` threshold at the percent of 255",
  read: (value, bag) => {
    const number = readLevel(thresholds, value, bag);
    return number === undefined ? undefined : [{ op: "filter", name: "threshold", level: Math.round(number * 2.55) }];
  },
  write: ({ name, level = 0 }) => {
    const percent = Math.round(level / 2.55);
    const exact = Math.round(percent * 2.55) === level ? percent : Math.round((level / 2.55) * 10) / 10;
    const written = name === "threshold" ? writeLevel(thresholds, "blackwhite", exact) : undefined;
    return written === undefined ? undefined : say(written);
  },
});

const colorized = percent(100);
/** A colour mixed in. */
export const colorize = stepWord({
  op: "filter",
  takes: `${describeLevel(colorized)}, and co (gray when absent)`,
  means: "`filter` colorize with the colour, mixed in by percent",
  read: (value, bag) => {
    const number = readLevel(colorized, value, bag);
    const color = bag.color("co") ?? "808080ff";
    return number === undefined ? undefined : [{ op: "filter", name: "colorize", color, amount: number / 100 }];
  },
  write: ({ name, color, amount }) => {
    const written =
      name === "colorize" && color !== undefined ? writeLevel(colorized, "colorize", amount * 100) : undefined;
    return written === undefined ? undefined : say(`co_${writeColor(color ?? "")}`, written);
  },
});
