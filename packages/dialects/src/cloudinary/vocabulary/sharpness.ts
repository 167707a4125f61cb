/** Effects that make edges softer, harder or coarser. */
import { readWhole, writeDecimal } from "./arguments.ts";
import { describeLevel, readLevel, writeLevel, type Level } from "./level.ts";
import { writeSide } from "./box.ts";
import { say, stepWord, type Bag, type Said, type StepWord } from "./word.ts";
import type { Length, StepOf } from "@intaglio/contract";

type Where = "all" | "box" | "faces";
interface Region {
  readonly within: Where;
  readonly x?: Length | undefined;
  readonly y?: Length | undefined;
  readonly width?: Length | undefined;
  readonly height?: Length | undefined;
}

const places: Readonly<Record<Where, string>> = { all: "", box: "_region", faces: "_faces" };

/** The part that an effect acts on; undefined where its box is not complete. */
function readRegion(within: Where, bag: Bag): Region | undefined {
  if (within !== "box") return { within };
  const [x, y, width, height] = [bag.length("x") ?? 0, bag.length("y") ?? 0, bag.length("w"), bag.length("h")];
  return width === undefined || height === undefined ? undefined : { within, x, y, width, height };
}

function sayRegion(written: string | undefined, region: Region): Said | undefined {
  if (written === undefined) return undefined;
  const { x, y, width, height } = region;
  return region.within === "box"
    ? say(written, writeSide("h", height), writeSide("w", width), writeSide("x", x), writeSide("y", y))
    : say(written);
}

const strength: Level = { min: 1, max: 2000, fallback: 100 };
const regionTakes: Readonly<Record<Where, string>> = { all: "", box: ", with w, h, x and y", faces: "" };
const regionMeans: Readonly<Record<Where, string>> = {
  all: "",
  box: " within the box",
  faces: " within faces, which needs a detector",
};

function blurred(within: Where): StepWord {
  return stepWord({
    op: "blur",
    takes: `${describeLevel(strength)}${regionTakes[within]}`,
    means: `\`blur\` with a twentieth as sigma${regionMeans[within]}; below 6 nothing`,
    read: (value, bag) => {
      const number = readLevel(strength, value, bag);
      const region = readRegion(within, bag);
      if (number === undefined || !region) return undefined;
      return number < 6 ? [] : [{ op: "blur", sigma: number / 20, ...region }];
    },
    write: (step) =>
      step.within === within
        ? sayRegion(writeLevel(strength, `blur${places[within]}`, step.sigma * 20), step)
        : undefined,
  });
}

/** Softer. */
export const blur = blurred("all");
/** A box of it softer. */
export const blurRegion = blurred("box");
/** Faces softer. */
export const blurFaces = blurred("faces");

const square: Level = { min: 1, max: 200, fallback: 5 };

function pixelated(within: Where): StepWord {
  return stepWord({
    op: "pixelate",
    takes: `${describeLevel(square)}${regionTakes[within]}`,
    means: `\`pixelate\` with squares of so many pixels${regionMeans[within]}`,
    read: (value, bag) => {
      const number = readLevel(square, value, bag);
      const region = readRegion(within, bag);
      return number === undefined || !region ? undefined : [{ op: "pixelate", size: Math.round(number), ...region }];
    },
    write: (step) =>
      step.within === within ? sayRegion(writeLevel(square, `pixelate${places[within]}`, step.size), step) : undefined,
  });
}

/** Squares. */
export const pixelate = pixelated("all");
/** A box of squares. */
export const pixelateRegion = pixelated("box");
/** Squares for faces. */
export const pixelateFaces = pixelated("faces");

function sharpened(name: string, sigma: number): StepWord {
  return stepWord({
    op: "sharpen",
    takes: describeLevel(strength),
    means: `\`sharpen\` with a sigma of ${sigma} and a two-hundredth as amount`,
    read: (value, bag) => {
      const number = readLevel(strength, value, bag);
      return number === undefined ? undefined : [{ op: "sharpen", sigma, amount: number / 200 }];
    },
    write: (step: StepOf<"sharpen">) => {
      const written = step.sigma === sigma ? writeLevel(strength, name, step.amount * 200) : undefined;
      return written === undefined ? undefined : say(written);
    },
  });
}

/** Harder. */
export const sharpen = sharpened("sharpen", 1);
/** Harder, and wider. */
export const unsharpMask = sharpened("unsharp_mask", 2);

const painted: Level = { min: 0, max: 100, fallback: 30 };
/** Patches of colour. */
export const oilPaint = stepWord({
  op: "texture",
  takes: describeLevel(painted),
  means: "`texture` oil with a tenth as size, at least 1",
  read: (value, bag) => {
    const number = readLevel(painted, value, bag);
    return number === undefined
      ? undefined
      : [{ op: "texture", name: "oil", size: Math.max(1, Math.round(number / 10)) }];
  },
  write: ({ name, size }) => {
    const written = name === "oil" ? writeLevel(painted, "oil_paint", size * 10) : undefined;
    return written === undefined ? undefined : say(written);
  },
});

const darkened: Level = { min: 0, max: 100, fallback: 20 };
/** Darker corners. */
export const vignette = stepWord({
  op: "vignette",
  takes: describeLevel(darkened),
  means: "`vignette` by a hundredth",
  read: (value, bag) => {
    const number = readLevel(darkened, value, bag);
    return number === undefined ? undefined : [{ op: "vignette", amount: number / 100 }];
  },
  write: ({ amount }) => {
    const written = writeLevel(darkened, "vignette", amount * 100);
    return written === undefined ? undefined : say(written);
  },
});

const lines: Level = { min: 0, max: 100, fallback: 50 };
/** As a drawing. */
export const cartoonify = stepWord({
  op: "texture",
  takes:
    "nothing, or the lines' strength from 0 to 100 (50 when absent), then how much colours are joined, 0 to 100, or bw",
  means: "`texture` cartoon; bw is followed by `filter` grayscale",
  read: (value, bag) => {
    const [line, joined, ...more] = value.split(":");
    const limit = readLevel(lines, line, bag);
    const percent = joined === undefined || joined === "bw" ? 40 : readWhole(joined, 0, 100);
    if (limit === undefined || percent === undefined || more.length > 0) return undefined;
    const step = { op: "texture", name: "cartoon", size: Math.max(1, Math.round(percent / 10)), limit } as const;
    return joined === "bw" ? [step, { op: "filter", name: "grayscale" }] : [step];
  },
  write: ({ name, size, limit }) =>
    name === "cartoon" && limit !== undefined ? say(`e_cartoonify:${writeDecimal(limit)}:${size * 10}`) : undefined,
});
