/** Effects that exchange colours by a table of some kind. */
import type { StepOf } from "@intaglio/contract";
import { readBareColor, writeDecimal, writeHex } from "./arguments.ts";
import { readLevel, type Level } from "./level.ts";
import { say, stepWord } from "./word.ts";

const tinted: Level = { min: 0, max: 100, fallback: 60 };
/** Colours by brightness. */
export const tint = stepWord({
  op: "tone",
  takes:
    "equalize:, then an amount from 0 to 100 (60 when absent), then colours, each with a place such as 40p behind it or none with one; red, blue and yellow when absent",
  means:
    "`tone` with the colours as stops, spread evenly without places; one colour alone stands between black and white",
  read: (value, bag) => {
    const args = value.split(":").filter((arg, at) => arg !== "rgb" && !(at === 0 && arg === "equalize"));
    const hasAmount = /^[\d.$]+$/.test(args[0] ?? "") && (args[0] ?? "").length < 4;
    const number = readLevel(tinted, hasAmount ? args[0] : undefined, bag);
    const stops = readStops(args.slice(hasAmount || args[0] === "" ? 1 : 0));
    if (number === undefined || stops === undefined) return undefined;
    return [{ op: "tone", stops, amount: number / 100, equalize: value.startsWith("equalize") }];
  },
  write: ({ stops, amount, equalize }) => {
    const colors = stops.map(({ at, color }) => `:${writeHex(color)}:${writeDecimal(at * 100)}p`).join("");
    return say(`e_tint${equalize ? ":equalize" : ""}:${writeDecimal(amount * 100)}${colors}`);
  },
});

type Stops = StepOf<"tone">["stops"];

function readStops(args: readonly string[]): Stops | undefined {
  if (args.length === 0) return readStops(["red", "blue", "yellow"]);
  const stops: { at: number; color: string }[] = [];
  const placed = args.some((arg) => /^[\d.]+p$/.test(arg));
  for (let at = 0; at < args.length; at += placed ? 2 : 1) {
    const color = readBareColor(args[at]);
    const place = placed
      ? /^(\d{1,3}(?:\.\d{1,4})?)p$/.exec(args[at + 1] ?? "")?.[1]
      : String((100 * at) / Math.max(1, args.length - 1));
    if (color === undefined || place === undefined) return undefined;
    stops.push({ at: Number(place) / 100, color });
  }
  const [only, second] = stops;
  if (!only || second) return stops;
  return [
    { at: 0, color: "000000ff" },
    { at: 0.5, color: only.color },
    { at: 1, color: "ffffffff" },
  ];
}

/** Channels mixed by a matrix. */
export const recolor = stepWord({
  op: "recolor",
  takes: "9 or 16 numbers from -10 to 10, separated by colons",
  means: "`recolor` with the matrix, row by row",
  read: (value) => {
    const matrix = value.split(":").map((text) => (/^-?\d*\.?\d+$/.test(text) ? Number(text) : Number.NaN));
    const whole = matrix.every((one) => Math.abs(one) <= 10) && [9, 16].includes(matrix.length);
    return whole ? [{ op: "recolor", matrix }] : undefined;
  },
  write: ({ matrix }) => say(`e_recolor:${matrix.map(writeDecimal).join(":")}`),
});

// What people who lack a kind of cone see, roughly: matrices over red, green and blue that are in common use.
const conditions: Readonly<Record<string, readonly number[]>> = {
  deuteranopia: [0.625, 0.375, 0, 0.7, 0.3, 0, 0, 0.3, 0.7],
  protanopia: [0.567, 0.433, 0, 0.558, 0.442, 0, 0, 0.242, 0.758],
  tritanopia: [0.95, 0.05, 0, 0, 0.433, 0.567, 0, 0.475, 0.525],
  tritanomaly: [0.967, 0.033, 0, 0, 0.733, 0.267, 0, 0.183, 0.817],
  deuteranomaly: [0.8, 0.2, 0, 0.258, 0.742, 0, 0, 0.142, 0.858],
  cone_monochromacy: [0.618, 0.32, 0.062, 0.163, 0.775, 0.062, 0.163, 0.32, 0.516],
  rod_monochromacy: [0.299, 0.587, 0.114, 0.299, 0.587, 0.114, 0.299, 0.587, 0.114],
};
/** As the colour-blind see it. */
export const simulateColorblind = stepWord({
  op: "recolor",
  takes: `nothing (deuteranopia), or ${Object.keys(conditions).join(", ")}`,
  means: "`recolor` with a matrix in common use for the condition",
  read: (value) => {
    const name = value === "" ? "deuteranopia" : value;
    const matrix = Object.hasOwn(conditions, name) ? conditions[name] : undefined;
    return matrix && [{ op: "recolor", matrix }];
  },
  write: () => undefined, // `e_recolor` says the same
});
