/** How two colours become one, after W3C's Compositing and Blending: Porter and Duff's shares, and a colour where both are. */
import type { StepOf } from "@intaglio/contract";

/** One way to mix. */
export interface Mode {
  /** The colour, 0 to 255, where both pictures are: at `below * 256 + above`. */
  readonly colors: Float32Array;
  /** What of the layer stays, as `[always, times the transparency value below]`. */
  readonly above: readonly [number, number];
  /** What of the picture stays, as `[always, times the layer's transparency value]`. */
  readonly below: readonly [number, number];
  /** The picture does not stay as it is where the layer is not. */
  readonly clears: boolean;
}

type Share = readonly [number, number];
type Colors = (below: number, above: number) => number;

const all: Share = [1, 0];
const none: Share = [0, 0];
/** Where the other one is. */
const within: Share = [0, 1];
/** Where the other one is not. */
const without: Share = [1, -1];

/** Colours as fractions in, a table out. Made when the mode is first used. */
function table(colors: Colors): Float32Array {
  return Float32Array.from({ length: 65_536 }, (_, at) => colors((at >> 8) / 255, (at & 255) / 255) * 255);
}

function mode(colors: Colors, above: Share, below: Share): Mode {
  let made: Float32Array | undefined;
  return {
    get colors() {
      made ??= table(colors);
      return made;
    },
    above,
    below,
    clears: below[0] === 0,
  };
}

const layer: Colors = (_, above) => above;
const multiply: Colors = (below, above) => below * above;
const screen: Colors = (below, above) => below + above - below * above;
const hardLight: Colors = (below, above) => (above <= 0.5 ? multiply(below, 2 * above) : screen(below, 2 * above - 1));

function softLight(below: number, above: number): number {
  if (above <= 0.5) return below - (1 - 2 * above) * below * (1 - below);
  const curve = below <= 0.25 ? ((16 * below - 12) * below + 4) * below : Math.sqrt(below);
  return below + (2 * above - 1) * (curve - below);
}

const blended = (colors: Colors): Mode => mode(colors, all, without);

/** Every blend mode; and `under`, for a layer behind the picture. */
export const modes: Readonly<Record<StepOf<"overlay">["blend"] | "under", Mode>> = {
  over: blended(layer),
  multiply: blended(multiply),
  screen: blended(screen),
  overlay: blended((below, above) => hardLight(above, below)),
  darken: blended(Math.min),
  lighten: blended(Math.max),
  "soft-light": blended(softLight),
  "hard-light": blended(hardLight),
  difference: blended((below, above) => Math.abs(below - above)),
  in: mode(layer, within, none),
  out: mode(layer, without, none),
  atop: mode(layer, within, without),
  xor: mode(layer, without, without),
  add: mode(layer, all, all),
  cut: mode(layer, none, within),
  under: mode(layer, without, all),
};
