import { IntaglioError } from "@intaglio/contract";
import { modes, type Mode } from "../blend.ts";
import { sameSize } from "../geometry.ts";
import { openRaw, toRaw, withAlpha, type RawPicture } from "../raw.ts";
import type { Solo } from "../solo.ts";
import type { StrokeOf } from "../stroke.ts";

/**
 * Lays pictures on one another. Only what lies under the layer is touched; libvips would take the whole picture through
 * floating point numbers, and cut them down rather than round them: white on white would leave an edge.
 */
export const lay: Solo<"lay"> = async (before, stroke) => {
  const { layer, blend, under } = stroke;
  if (!("data" in layer)) throw new IntaglioError("INTERNAL", "a layer without pixels");
  const canvas = await canvasFor(before, stroke);
  mix(canvas, layer, stroke, modes[under ? "under" : blend]);
  return canvas;
};

async function canvasFor(before: RawPicture, { size, pictureAt, alpha }: StrokeOf<"lay">): Promise<RawPicture> {
  if (sameSize(before, size)) return alpha ? withAlpha(before) : before;
  const grown = openRaw(before)
    .ensureAlpha()
    .extend({
      left: pictureAt.left,
      top: pictureAt.top,
      right: size.width - before.width - pictureAt.left,
      bottom: size.height - before.height - pictureAt.top,
      background: { r: 0, g: 0, b: 0, alpha: 0 },
    });
  return toRaw(grown);
}

/** Along one axis: where the layer, or its repetition, begins and ends on the canvas. */
function span(at: number, length: number, canvas: number, repeated: boolean): readonly [from: number, to: number] {
  return repeated ? [0, canvas] : [Math.min(canvas, Math.max(0, at)), Math.max(0, Math.min(canvas, at + length))];
}

function mix(canvas: RawPicture, layer: RawPicture, stroke: StrokeOf<"lay">, mode: Mode): void {
  const { layerAt, repeat } = stroke;
  const [left, right] = span(layerAt.left, layer.width, canvas.width, repeat === "x" || repeat === "both");
  const [top, bottom] = span(layerAt.top, layer.height, canvas.height, repeat === "y" || repeat === "both");
  for (let y = 0; y < canvas.height; y += 1) {
    const row = y * canvas.width;
    if (y < top || y >= bottom) {
      if (mode.clears) clear(canvas, row, row + canvas.width);
      continue;
    }
    if (mode.clears) {
      clear(canvas, row, row + left);
      clear(canvas, row + Math.max(left, right), row + canvas.width);
    }
    mixRow(canvas, layer, mode, {
      row,
      left,
      right,
      layerRow: modulo(y - layerAt.top, layer.height) * layer.width,
      layerLeft: layerAt.left,
    });
  }
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

function mixRow(
  canvas: RawPicture,
  layer: RawPicture,
  mode: Mode,
  { row, left, right, layerRow, layerLeft }: Row,
): void {
  const { data: below, channels: wide } = canvas;
  const { data: above, channels: step } = layer;
  const {
    colors,
    clears,
    above: [a0, a1],
    below: [b0, b1],
  } = mode;
  let x = modulo(left - layerLeft, layer.width);
  for (let at = (row + left) * wide, end = (row + right) * wide; at < end; at += wide) {
    const from = (layerRow + x) * step;
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
