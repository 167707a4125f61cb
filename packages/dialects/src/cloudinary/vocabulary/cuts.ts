/** Effects that cut away, and ones that go around what is left. */
import { isFraction, type Step, type StepOf } from "@intaglio/contract";
import { readBareColor, readDecimal, readWhole, writeColor, writeDecimal, writeHex } from "./arguments.ts";
import { nothing } from "./background.ts";
import { describeLevel, readLevel, writeLevel, type Level } from "./level.ts";
import { say, stepWord, unspoken, type Said } from "./word.ts";

const tolerance: Level = { min: 0, max: 100, fallback: 10 };
/** Cuts a border away. */
export const trim = stepWord({
  op: "trim",
  takes: `${describeLevel(tolerance)}, then a colour (the top left pixel's when absent)`,
  means: "`trim` with the percent of 255 as threshold",
  read: (value, bag) => {
    const [level, ...rest] = value.split(":");
    const number = readLevel(tolerance, level, bag);
    const color = rest.length > 0 ? readBareColor(rest.join(":")) : undefined;
    if (number === undefined || (rest.length > 0 && color === undefined)) return undefined;
    return [{ op: "trim", threshold: number * 2.55, ...(color !== undefined && { color }) }];
  },
  write: ({ threshold, color }) => {
    const number = writeDecimal(threshold / 2.55);
    return color === undefined
      ? say(number === "10" ? "e_trim" : `e_trim:${number}`)
      : say(`e_trim:${number}:rgb:${writeHex(color)}`);
  },
});

/** Makes a colour see-through. */
export const makeTransparent = stepWord({
  op: "transparent",
  takes: `${describeLevel(tolerance)}, and co (the top left pixel's when absent)`,
  means: "`transparent` with the percent of 255 as tolerance",
  read: (value, bag) => {
    const number = readLevel(tolerance, value, bag);
    const color = bag.color("co");
    return number === undefined
      ? undefined
      : [{ op: "transparent", tolerance: number * 2.55, ...(color !== undefined && { color }) }];
  },
  write: ({ tolerance: number, color }) => {
    const written = writeLevel(tolerance, "make_transparent", number / 2.55);
    return written === undefined ? undefined : say(color && `co_${writeColor(color)}`, written);
  },
});

/** The old way to make a colour see-through. */
export const bgremoval = stepWord({
  op: "transparent",
  takes: "nothing, or a colour",
  means: "`transparent` as `e_make_transparent:10`",
  read: (value) => {
    const color = value === "" ? undefined : readBareColor(value);
    return value !== "" && color === undefined
      ? undefined
      : [{ op: "transparent", tolerance: 25.5, ...(color !== undefined && { color }) }];
  },
  write: () => undefined,
});

/** Keeps the subject. */
export const backgroundRemoval = stepWord({
  op: "segment",
  takes: "nothing, or fineedges_y or fineedges_n (the same here)",
  means: "`segment`, which needs a model",
  read: (value) => (/^(?:fineedges_[yn])?$/.test(value) ? [{ op: "segment" }] : undefined),
  write: () => say("e_background_removal"),
});

const cast: Level = { min: 0, max: 100, fallback: 40 };
/** Casts a shadow. */
export const shadow = stepWord({
  op: "shadow",
  takes: `${describeLevel(cast)}, x and y (10 when absent), and co (gray when absent)`,
  means: "`shadow` with an eighth as sigma",
  read: (value, bag) => {
    const number = readLevel(cast, value, bag);
    const [x, y] = [bag.length("x") ?? 10, bag.length("y") ?? 10];
    if (number === undefined || isFraction(x) || isFraction(y) || Math.abs(x) > 1000 || Math.abs(y) > 1000)
      return undefined;
    return [{ op: "shadow", x, y, sigma: number / 8, color: bag.color("co") ?? "808080ff" }];
  },
  write: ({ x, y, sigma, color }) => {
    const written = writeLevel(cast, "shadow", sigma * 8);
    return written === undefined ? undefined : say(`co_${writeColor(color)}`, written, `x_${x}`, `y_${y}`);
  },
});

/** Draws a line around. */
export const outline = stepWord({
  op: "outline",
  takes:
    "nothing or outer, then a width from 1 to 100 (5 when absent), then a blur from 0 to 2000, and co (black when absent)",
  means: "`outline` with a twentieth of the blur as sigma",
  read: (value, bag) => {
    if (/^(?:inner|inner_fill|fill)(?::|$)/.test(value)) throw unspoken("e_outline draws the outer outline only");
    const args = value.split(":").filter((arg, at) => !(at === 0 && (arg === "outer" || arg === "")));
    const width = args.length > 0 ? readWhole(args[0], 1, 100) : 5;
    const soft = args.length > 1 ? readDecimal(args[1], 0, 2000) : 0;
    if (width === undefined || soft === undefined || args.length > 2) return undefined;
    return [{ op: "outline", width, sigma: soft / 20, color: bag.color("co") ?? "000000ff" }];
  },
  write: ({ width, sigma, color }): Said =>
    say(`co_${writeColor(color)}`, `e_outline:${width}${sigma === 0 ? "" : `:${writeDecimal(sigma * 20)}`}`),
});

/** Slants. */
export const shear = stepWord({
  op: "shear",
  takes: "degrees along x and along y, each from -80 to 80, separated by a colon",
  means: "`shear`",
  read: (value) => {
    const [x, y, ...more] = value.split(":").map((text) => readDecimal(text, -80, 80));
    return x === undefined || y === undefined || more.length > 0 ? undefined : [{ op: "shear", x, y }];
  },
  write: ({ x, y, background }: StepOf<"shear">, _next: Step | undefined) =>
    background === nothing ? say(`e_shear:${writeDecimal(x)}:${writeDecimal(y)}`) : undefined,
});
