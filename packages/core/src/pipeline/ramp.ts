/** Brightness replaced by colours. */
import type { StepOf } from "@intaglio/contract";
import { channelsOf, fromLab, lightnessOf, toLab, toLight } from "./light.ts";
import type { Stage, Table } from "./stage.ts";

type Ramp = Extract<Stage, { readonly do: "ramp" }>;
type Color = readonly [number, number, number, number];

/** The colours of `tone`'s gradient, mixed as CSS mixes in gradients: what is transparent brings no colour along. */
export function gradient(stops: StepOf<"tone">["stops"]): Ramp {
  const [red, green, blue, alpha] = tables((step) => colorAt(stops, step / 255));
  const opaque = stops.every(({ color }) => color.endsWith("ff"));
  return { do: "ramp", by: "luma", tables: opaque ? [red, green, blue] : [red, green, blue, alpha] };
}

function colorAt(stops: StepOf<"tone">["stops"], place: number): Color {
  const after = stops.findIndex(({ at }) => at >= place);
  const [low, high] = [stops[Math.max(0, after - 1)], stops[after]];
  if (high === undefined) return channelsOf(stops.at(-1)?.color ?? "");
  if (low === undefined || low === high) return channelsOf(high.color);
  const share = (place - low.at) / (high.at - low.at);
  return blended(channelsOf(low.color), channelsOf(high.color), share);
}

function blended(one: Color, other: Color, share: number): Color {
  const alpha = one[3] * (1 - share) + other[3] * share;
  const mix = (index: 0 | 1 | 2): number =>
    alpha === 0 ? 0 : (one[index] * one[3] * (1 - share) + other[index] * other[3] * share) / alpha;
  return [mix(0), mix(1), mix(2), alpha];
}

/** Hue and colour from one colour, lightness from the picture; none of either in black and white. */
export function tinted(color: string): Ramp {
  const [red, green, blue] = channelsOf(color);
  const [, a, b] = toLab(red, green, blue);
  const [reds, greens, blues] = tables((step) => {
    const lightness = lightnessOf(toLight(step));
    const share = 1 - 4 * (lightness / 100 - 0.5) ** 2;
    return [...fromLab(lightness, share * a, share * b), 255];
  });
  return { do: "ramp", by: "luminance", tables: [reds, greens, blues] };
}

/** White from a level on, black below. */
export function steps(level: number): Table {
  return Float32Array.from({ length: 256 }, (_, step) => (step >= level ? 255 : 0));
}

/** One colour for each step of brightness. */
function tables(color: (step: number) => Color): readonly [Table, Table, Table, Table] {
  const colors = Array.from({ length: 256 }, (_, step) => color(step));
  const channel = (index: 0 | 1 | 2 | 3): Table => Float32Array.from(colors, (one) => one[index]);
  return [channel(0), channel(1), channel(2), channel(3)];
}
