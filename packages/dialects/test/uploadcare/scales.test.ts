import { describe, expect, test } from "vitest";
import { read, write } from "./fixture.ts";

/** Every number of a word's scale: what a step makes of it, which way it goes, and where nothing changes. */
interface Scale {
  readonly word: string;
  readonly min: number;
  readonly max: number;
  readonly neutral: number;
  readonly rises: boolean;
  readonly argument: string;
}

const scales: readonly Scale[] = [
  { word: "brightness", min: -100, max: 100, neutral: 0, rises: true, argument: "lightness" },
  { word: "exposure", min: -500, max: 500, neutral: 0, rises: true, argument: "exposure" },
  { word: "gamma", min: 10, max: 1000, neutral: 100, rises: false, argument: "gamma" },
  { word: "contrast", min: -100, max: 500, neutral: 0, rises: true, argument: "contrast" },
  { word: "saturation", min: -100, max: 500, neutral: 0, rises: true, argument: "saturation" },
  { word: "vibrance", min: -100, max: 500, neutral: 0, rises: true, argument: "vibrance" },
  { word: "warmth", min: -100, max: 100, neutral: 0, rises: true, argument: "warmth" },
  { word: "enhance", min: 0, max: 100, neutral: 0, rises: true, argument: "amount" },
  { word: "filter/adaris", min: -100, max: 200, neutral: 0, rises: true, argument: "amount" },
  { word: "blur/20", min: -200, max: 100, neutral: 0, rises: true, argument: "amount" },
];

describe.each(scales)("$word", ({ word, min, max, neutral, rises, argument }) => {
  test("every number comes back, in order, and the neutral one changes nothing", () => {
    let before = rises ? -Infinity : Infinity;
    for (let number = min; number <= max; number++) {
      const delivery = read(`-/${word}/${number}/`);
      const step = delivery.plan.steps[1];
      expect(step === undefined, `${number}`).toBe(number === neutral);
      if (step === undefined) continue;
      const value = Number(Reflect.get(step, argument));
      if (rises) expect(value, `${number}`).toBeGreaterThan(before);
      else expect(value, `${number}`).toBeLessThan(before);
      before = value;
      expect(read(write(delivery))).toEqual(delivery);
      expect([`-/${word}/${number}/`, `-/${word}/`]).toContain(write(delivery)); // 100 of a filter goes without saying
    }
  });
});
