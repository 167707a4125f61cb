/** Effects with one number behind them: how it is read and written. */
import { writeDecimal } from "./arguments.ts";
import type { Bag } from "./word.ts";

/** The number of an effect. */
export interface Level {
  readonly min: number;
  readonly max: number;
  /** What it is when absent. */
  readonly fallback: number;
}

/** The level as a phrase. */
export function describeLevel({ min, max, fallback }: Level): string {
  return `nothing, or a number from ${min} to ${max} (${fallback} when absent)`;
}

/** The level behind an effect's name; undefined when it is none, or out of range. */
export function readLevel(level: Level, value: string | undefined, bag: Bag, key = "e"): number | undefined {
  if (value === undefined || value === "") return level.fallback;
  if (!/^-?[\d.$]/.test(value)) return undefined;
  const number = bag.number(key, value);
  return number >= level.min && number <= level.max ? number : undefined;
}

/** An effect as a parameter, its usual level left out; undefined for a level it does not take. */
export function writeLevel(level: Level, name: string, number: number): string | undefined {
  const written = writeDecimal(number);
  if (Number(written) < level.min || Number(written) > level.max) return undefined;
  return Number(written) === level.fallback ? `e_${name}` : `e_${name}:${written}`;
}
