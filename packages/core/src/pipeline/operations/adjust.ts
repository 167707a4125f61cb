import type { StepOf } from "@intaglio/contract";
import { hueRotate, saturate } from "../css-colors.ts";
import { fromLight, toLight } from "../light.ts";
import type { Painter } from "../painter.ts";
import { curve, table, type Stage } from "../stage.ts";

export const adjust: Painter<"adjust"> = {
  strokes: ({ width, height }, step) => {
    const stages = [...tones(step), ...colors(step), ...lightness(step), ...gains(step)];
    return stages.length === 0 ? [] : [{ kind: "colors", stages, size: { width, height } }];
  },
};

/** `exposure`, `brightness` and `contrast` see each channel for itself: one curve for all three. */
function tones({ exposure, brightness, contrast }: StepOf<"adjust">): Stage[] {
  if (exposure === 0 && brightness === 1 && contrast === 1) return [];
  const light = 2 ** exposure;
  return [
    curve((of) => {
      const exposed = exposure === 0 ? of : fromLight(light * toLight(of));
      return contrast * (Math.min(255, brightness * exposed) - 127.5) + 127.5;
    }),
  ];
}

function colors({ saturation, hue, vibrance }: StepOf<"adjust">): Stage[] {
  const stages: Stage[] = [];
  if (saturation !== 1) stages.push({ do: "matrix", rows: saturate(saturation) });
  if (hue !== 0) stages.push({ do: "matrix", rows: hueRotate(hue) });
  if (vibrance !== 0) stages.push({ do: "vibrance", amount: vibrance });
  return stages;
}

/** `warmth` comes before it in the order, the other gains after. */
function lightness({ warmth, lightness: more }: StepOf<"adjust">): Stage[] {
  if (more === 0) return [];
  const shift: Stage = { do: "lightness", shift: new Float32Array(256).fill(more) };
  return warmth === 0 ? [shift] : [curves(warmed(warmth), 1), shift];
}

/** What multiplies each channel, and the curve after it. */
function gains({ warmth, lightness: done, red, green, blue, gamma }: StepOf<"adjust">): Stage[] {
  const [r, g, b] = done === 0 ? warmed(warmth) : ([1, 1, 1] as const);
  const factors = [r * red, g * green, b * blue] as const;
  return gamma === 1 && factors.every((factor) => factor === 1) ? [] : [curves(factors, gamma)];
}

function curves(factors: readonly [number, number, number], gamma: number): Stage {
  const one = (factor: number): Float32Array => table((of) => 255 * (Math.min(255, of * factor) / 255) ** (1 / gamma));
  return { do: "curves", tables: [one(factors[0]), one(factors[1]), one(factors[2])] };
}

/** Factors whose grey stays about as bright; how far they go is our own taste. */
function warmed(warmth: number): readonly [number, number, number] {
  return [1 + 0.15 * warmth, 1 + 0.02 * warmth, 1 - 0.3 * warmth];
}
