/** Effects on brightness and colours that are a number of `adjust`. */
import type { StepOf } from "@intaglio/contract";
import { describeLevel, readLevel, writeLevel, type Level } from "./level.ts";
import { say, stepWord, type StepWord } from "./word.ts";

type Field = Exclude<keyof StepOf<"adjust">, "op">;

/** Percent to the field's own unit: a factor with 1 neutral, or what `base` and `unit` say. */
function tone(name: string, field: Field, level: Level, means: string, base = 1, unit = 0.01): StepWord {
  return stepWord({
    op: "adjust",
    takes: describeLevel(level),
    means,
    read: (value, bag) => {
      const number = readLevel(level, value, bag);
      return number === undefined ? undefined : [{ op: "adjust", [field]: base + number * unit }];
    },
    write: (step) => {
      const written = step[field] === base ? undefined : writeLevel(level, name, (step[field] - base) / unit);
      return written === undefined ? undefined : say(written);
    },
  });
}

const percent = (fallback: number): Level => ({ min: -100, max: 100, fallback });

/** Lighter or darker. */
export const brightness = tone(
  "brightness",
  "brightness",
  { min: -99, max: 100, fallback: 80 },
  "`adjust.brightness`: a percent more",
);
/** The same: both are a factor of light here. */
export const brightnessHsb = tone("brightness_hsb", "brightness", { min: -99, max: 100, fallback: 80 }, "the same");
/** More or less colour. */
export const saturation = tone("saturation", "saturation", percent(80), "`adjust.saturation`: a percent more");
/** Round the colour wheel. */
export const hue = tone("hue", "hue", percent(80), "`adjust.hue`: 1.8 degrees each", 0, 1.8);
/** Lighter or darker middle tones. */
export const gamma = tone("gamma", "gamma", { min: -50, max: 150, fallback: 0 }, "`adjust.gamma`: a percent more");
/** More colour where there is little. */
export const vibrance = tone("vibrance", "vibrance", percent(20), "`adjust.vibrance`: a hundredth", 0);
/** One channel. */
export const red = tone("red", "red", percent(0), "`adjust.red`: a percent more");
/** One channel. */
export const green = tone("green", "green", percent(0), "`adjust.green`: a percent more");
/** One channel. */
export const blue = tone("blue", "blue", percent(0), "`adjust.blue`: a percent more");

const usual = percent(0);
const linear: Level = { min: 1, max: 200, fallback: 100 };

/** Light against dark. */
export const contrast = stepWord({
  op: "adjust",
  takes: `${describeLevel(usual)}, or level_N with ;type_sigmoidal or ;type_linear (1 to 200)`,
  means: "`adjust.contrast`: a percent more; with type_linear a percent",
  read: (value, bag) => {
    const typed =
      /^level_(-?[\d.]+)(?:;type_(linear|sigmoidal))?$/.exec(value) ?? /^()type_(linear|sigmoidal)$/.exec(value);
    const isLinear = typed?.[2] === "linear";
    const number = readLevel(isLinear ? linear : usual, typed ? typed[1] : value, bag);
    return number === undefined ? undefined : [{ op: "adjust", contrast: (isLinear ? 0 : 1) + number / 100 }];
  },
  write: (step) => {
    const written = step.contrast === 1 ? undefined : writeLevel(usual, "contrast", (step.contrast - 1) * 100);
    return written === undefined ? undefined : say(written);
  },
});
