import { lumaWeights } from "../light.ts";
import { paintStages } from "../paint-stages.ts";
import { premultiplied } from "../premultiplied.ts";
import type { RawPicture } from "../raw.ts";
import type { Stage } from "../stage.ts";
import { oil } from "./oil.ts";

/** Joins colours, levels brightness to a few steps, and darkens where it changes. `lines`, 0 to 100: how much. */
export async function cartoon(picture: RawPicture, size: number, lines: number): Promise<RawPicture> {
  const joined = await premultiplied(picture, (colors) => oil(colors, size));
  const edges = edgesOf(joined);
  paintStages(joined, [levelled, { do: "vibrance", amount: 0.4 }]);
  draw(joined, edges, lines / 100);
  return joined;
}

/** Steps of brightness, their edges soft enough for even ground to stay even. */
const steps = 9;
const shift = Float32Array.from({ length: 256 }, (_, luma) => {
  const place = (luma / 255) * steps;
  const within = place - Math.floor(place);
  const bent = within * within * (3 - 2 * within);
  return ((Math.floor(place) + bent) / steps) * 255 - luma;
});
const levelled: Stage = { do: "shift", tables: [shift, shift, shift] };

const [red, green, blue] = lumaWeights;

/** How strongly brightness changes at each pixel, 0 to 255. */
function edgesOf({ data, width, height, channels }: RawPicture): Uint8ClampedArray {
  const luma = new Uint8Array(width * height);
  for (let to = 0, at = 0; to < luma.length; to += 1, at += channels)
    luma[to] = red * (data[at] as number) + green * (data[at + 1] as number) + blue * (data[at + 2] as number) + 0.5;
  const edges = new Uint8ClampedArray(luma.length);
  const seen = channels === 4 ? (pixel: number): number => data[pixel * 4 + 3] as number : undefined;
  for (let y = 0, at = 0; y < height; y += 1) {
    const [up, down] = [y === 0 ? 0 : -width, y === height - 1 ? 0 : width];
    for (let x = 0; x < width; x += 1, at += 1) {
      const [left, right] = [x === 0 ? 0 : -1, x === width - 1 ? 0 : 1];
      const across = (luma[at + right] as number) - (luma[at + left] as number);
      const along = (luma[at + down] as number) - (luma[at + up] as number);
      const strength = (Math.sqrt(across * across + along * along) - 14) * 4.5;
      // What is beside a cut-out is no darkness: its rim gets no line.
      const near = seen ? Math.min(seen(at + left), seen(at + right), seen(at + up), seen(at + down)) / 255 : 1;
      edges[at] = strength * near;
    }
  }
  return edges;
}

function draw({ data, channels }: RawPicture, edges: Uint8ClampedArray, strength: number): void {
  for (let from = 0, at = 0; from < edges.length; from += 1, at += channels) {
    const factor = 1 - (strength * (edges[from] as number)) / 255;
    data[at] = (data[at] as number) * factor;
    data[at + 1] = (data[at + 1] as number) * factor;
    data[at + 2] = (data[at + 2] as number) * factor;
  }
}
