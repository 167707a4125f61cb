import { withAlpha } from "../raw.ts";
import { coverRow } from "../shape.ts";
import type { Solo } from "../solo.ts";

/** Keeps what a shape covers. What it does not is gone, not merely unseen. */
export const cutOut: Solo<"cutOut"> = async (before, { shape }) => {
  const picture = await withAlpha(before);
  const { data, width, height } = picture;
  const row = new Uint8Array(width);
  for (let y = 0; y < height; y += 1) {
    const [from, to] = coverRow(shape, y, row);
    const start = y * width;
    const fade = (x: number): void => {
      const at = (start + x) * 4;
      const covered = row[x] ?? 0;
      if (covered === 0) data.fill(0, at, at + 4);
      else data[at + 3] = ((data[at + 3] ?? 0) * covered) / 255 + 0.5;
    };
    for (let x = 0; x < from; x += 1) fade(x);
    for (let x = to; x < width; x += 1) fade(x);
  }
  return picture;
};
