/** One picture mixed into another, pixel by pixel. */
import type { StepOf } from "@intaglio/contract";
import type { Mode } from "./blend.ts";
import type { RawPicture } from "./raw.ts";
import type { Place } from "./stroke.ts";

/** Where the layer stands; it may reach over every edge. */
export interface Laid {
  readonly layerAt: Place;
  readonly repeat?: StepOf<"overlay">["repeat"];
}

/**
 * Mixes a layer into a picture, whose pixels change. Only what lies under the layer is touched; libvips would take the
 * whole picture through floating point numbers, and cut them down rather than round them: white on white would leave an
 * edge.
 */
export function mix(canvas: RawPicture, layer: RawPicture, { layerAt, repeat }: Laid, mode: Mode): void {
  const [left, right] = span(layerAt.left, layer.width, canvas.width, repeat === "x" || repeat === "both");
  const [top, bottom] = span(layerAt.top, layer.height, canvas.height, repeat === "y" || repeat === "both");
  for (let y = 0; y < canvas.height; y += 1) {
    const row = y * canvas.width;
    const within = y >= top && y < bottom;
    if (mode.clears) {
      clear(canvas, row, within ? row + left : row + canvas.width);
      clear(canvas, row + right, row + canvas.width);
    }
    const layerRow = modulo(y - layerAt.top, layer.height) * layer.width;
    if (within) mixRow(canvas, layer, mode, { row, left, right, layerRow, layerLeft: layerAt.left });
  }
}

/** Along one axis: where the layer, or its repetition, begins and ends on the canvas. */
function span(at: number, length: number, canvas: number, repeated: boolean): readonly [from: number, to: number] {
  const cut = (value: number): number => Math.min(canvas, Math.max(0, value));
  return repeated ? [0, canvas] : [cut(at), cut(at + length)];
}

function clear({ data, channels }: RawPicture, from: number, to: number): void {
  data.fill(0, from * channels, to * channels);
}

const modulo = (value: number, by: number): number => ((value % by) + by) % by;

interface Row {
  /** Pixels before the canvas's row. */
  readonly row: number;
  readonly left: number;
  readonly right: number;
  /** Pixels before the layer's row. */
  readonly layerRow: number;
  readonly layerLeft: number;
}

function mixRow(canvas: RawPicture, layer: RawPicture, mode: Mode, place: Row): void {
  const { data: below, channels: wide } = canvas;
  const { data: above, channels: step } = layer;
  const { colors, clears } = mode;
  const [[a0, a1], [b0, b1]] = [mode.above, mode.below];
  let x = modulo(place.left - place.layerLeft, layer.width);
  for (let at = (place.row + place.left) * wide, end = (place.row + place.right) * wide; at < end; at += wide) {
    const from = (place.layerRow + x) * step;
    x = x + 1 === layer.width ? 0 : x + 1;
    const alphaAbove = step === 4 ? (above[from + 3] ?? 0) / 255 : 1;
    if (alphaAbove === 0 && !clears) continue;
    const alphaBelow = wide === 4 ? (below[at + 3] ?? 0) / 255 : 1;
    const shareAbove = alphaAbove * (a0 + a1 * alphaBelow);
    const shareBelow = alphaBelow * (b0 + b1 * alphaAbove);
    const alpha = Math.min(1, shareAbove + shareBelow);
    for (let channel = 0; channel < 3; channel += 1) {
      const [top, bottom] = [above[from + channel] ?? 0, below[at + channel] ?? 0];
      const mixed = top + alphaBelow * ((colors[(bottom << 8) | top] ?? 0) - top);
      const sum = shareAbove * mixed + shareBelow * bottom;
      below[at + channel] = alpha === 0 ? 0 : Math.min(255, sum / alpha + 0.5);
    }
    if (wide === 4) below[at + 3] = alpha * 255 + 0.5;
  }
}
