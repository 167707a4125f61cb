/** What changes the picture's outline: turns, corners, borders, backgrounds. */
import { isFraction, type Corners, type StepInput, type StepOf } from "@intaglio/contract";
import { readColor, writeColor, writeDecimal } from "./arguments.ts";
import { nothing, readBehind, sayCanvas } from "./background.ts";
import { readLevel, type Level } from "./level.ts";
import { say, stepWord, type Bag } from "./word.ts";

/** Turns and mirrors. */
export const turn = stepWord({
  op: "rotate",
  takes: "degrees clockwise from -36000 to 36000, hflip or vflip, several joined by dots; ignore, exif, auto",
  means: "`rotate` (corners filled with `b`), `flip`; `ignore` leaves out `orient`; `exif` and `auto` change nothing",
  read: (value, bag) => {
    const steps: StepInput[] = [];
    // A decimal point is a dot too: `90.5.hflip`.
    for (const part of value.split(/\.(?=[a-z-])|(?<=[a-z])\./)) {
      const step = readTurn(part, bag);
      if (step === undefined) return undefined;
      const last = steps.at(-1);
      // Both mirrors in one word are one step.
      if (step && step.op === "flip" && last?.op === "flip" && step.vertical !== last.vertical)
        steps.splice(-1, 1, { op: "flip", horizontal: true, vertical: true });
      else if (step) steps.push(step);
    }
    return steps;
  },
  write: (step, next) => {
    const degrees = `a_${writeDecimal(step.degrees)}`;
    return step.degrees % 90 === 0 ? say(degrees) : sayCanvas([degrees], "color", step.background, next);
  },
});

/** A turn's step; null for one that changes nothing, undefined for what is no turn. */
function readTurn(text: string, bag: Bag): StepInput | null | undefined {
  if (text === "ignore" || text === "exif" || text === "auto") return null;
  if (text === "hflip") return { op: "flip", horizontal: true };
  if (text === "vflip") return { op: "flip", vertical: true };
  if (text === "auto_right" || text === "auto_left") return readLay(text === "auto_right" ? 90 : 270, bag);
  if (!/^[-\d.$]/.test(text)) return undefined;
  const number = bag.number("a", text);
  if (Math.abs(number) > 36_000) return undefined;
  const degrees = ((number % 360) + 360) % 360;
  const background = degrees % 90 === 0 ? nothing : (bag.color("b") ?? nothing);
  return { op: "rotate", degrees: degrees > 359.9999 ? 0 : degrees, background };
}

/** A quarter turn where the picture lies the other way than what is asked for. */
function readLay(degrees: number, bag: Bag): StepInput | null {
  const [width, height] = [bag.length("w"), bag.length("h")];
  if (width === undefined || height === undefined || isFraction(width) || isFraction(height)) return null;
  const size = bag.sizeAfter([]);
  return (size.width - size.height) * (width - height) < 0 ? { op: "rotate", degrees } : null;
}

/** Mirrors, for `format`. */
export const mirror = stepWord({
  op: "flip",
  takes: "hflip or vflip",
  means: "`flip`",
  read: turn.read.bind(turn),
  write: ({ horizontal, vertical }) =>
    say(`a_${[horizontal ? "hflip" : "", vertical ? "vflip" : ""].filter(Boolean).join(".")}`),
});

/** Rounds corners. */
export const round = stepWord({
  op: "mask",
  takes: "max, or 1 to 4 radii in pixels from 0 to 8192, separated by colons",
  means: "`mask`: the ellipse, or the radii from top left clockwise, as in CSS",
  read: (value, bag) => {
    if (value === "max") return [{ op: "mask", shape: "ellipse" }];
    const radii = readRadii(value, bag);
    return radii && [{ op: "mask", radii }];
  },
  write: (step, next) => {
    const own = writeRadii(step);
    const border = next?.op === "border" && next.radii ? next : undefined;
    if (own === undefined || !border) return own === undefined ? undefined : say(own);
    return { ...say(writeBorder(border), own), covers: 2 };
  },
});

function readRadii(value: string, bag: Bag): Corners | undefined {
  const radii = value.split(":").map((text) => (/^[-\d.$]/.test(text) ? bag.pixels("r", text) : -1));
  if (radii.length > 4 || radii.some((radius) => radius < 0 || radius > 8192)) return undefined;
  const [first = 0, second = first, third = first, fourth = second] = radii;
  return [first, second, third, fourth];
}

function writeRadii({ radii, vertical, shape }: StepOf<"mask">): string | undefined {
  if (shape === "ellipse") return "r_max";
  if (!radii || vertical || radii.some(isFraction)) return undefined;
  return `r_${new Set(radii).size === 1 ? String(Number(radii[0])) : radii.map(Number).join(":")}`;
}

/** Draws a frame. */
export const frame = stepWord({
  op: "border",
  takes: "PIXELSpx_solid_COLOUR, pixels from 0 to 1000",
  means: "`border`, which follows the corners of `r` beside it; the picture grows by it",
  read: (value, bag) => {
    const found = /^(.+?)px_[a-z]+_(.+)$/.exec(value);
    const width = found ? bag.pixels("bo", (found[1] ?? "").replace(/^\$\((.*)\)$/, "$$$1")) : -1;
    const color = readColor(found?.[2]);
    if (width < 0 || width > 1000 || color === undefined) return undefined;
    if (!value.includes("px_solid_")) bag.notice("borders are solid");
    const around = bag.text("r");
    const radii = around === undefined || around === "max" ? undefined : readRadii(around, bag);
    const outer = around === "max" ? { fraction: 0.5 } : undefined;
    const grown = outer
      ? ([outer, outer, outer, outer] as const)
      : (radii?.map((one) => grow(one, width)) as unknown as Corners | undefined);
    return [{ op: "border", width, color, ...(grown && { radii: grown }) }];
  },
  write: (step) => (step.radii ? undefined : say(writeBorder(step))), // said with the mask before it
});

function grow(radius: Corners[number], width: number): Corners[number] {
  return isFraction(radius) || radius === 0 ? radius : radius + width;
}

function writeBorder({ width, color }: StepOf<"border">): string {
  return `bo_${width}px_solid_${writeColor(color)}`;
}

/** Lays a colour behind. */
export const behind = stepWord({
  op: "flatten",
  takes: "a colour: a name, or rgb: and hex digits; with a padding mode also auto, auto:predominant or blurred",
  means: "`flatten`, at its component's end; in padding modes and turns also the new canvas",
  read: (value, bag) => {
    if (readColor(value) === undefined && !/^(?:auto|blurred|gen_fill)/.test(value)) return undefined;
    const color = readBehind(value, bag);
    return color === undefined ? [] : [{ op: "flatten", color }];
  },
  write: ({ color }) => (color.endsWith("ff") ? say(`b_${writeColor(color)}`) : undefined),
});

const shares: Level = { min: 0, max: 100, fallback: 100 };
/** Makes it see-through. */
export const seeThrough = stepWord({
  op: "opacity",
  takes: "a percent from 0 to 100",
  means: "`opacity`",
  read: (value, bag) => {
    const number = value === "" ? undefined : readLevel(shares, value, bag, "o");
    return number === undefined ? undefined : [{ op: "opacity", amount: number / 100 }];
  },
  write: ({ amount }) => say(`o_${writeDecimal(amount * 100)}`),
});
