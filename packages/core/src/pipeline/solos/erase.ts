import { withAlpha, type RawPicture } from "../raw.ts";
import type { Solo } from "../solo.ts";

/**
 * Makes a colour transparent. A pixel that fades loses the colour's share of its own, so that no rim of the old ground is
 * left: laid over the colour again, the picture looks as it did.
 */
export const erase: Solo<"erase"> = async (before, { color, tolerance }) => {
  const picture = await withAlpha(before);
  const values = new Uint8ClampedArray(picture.data.buffer, picture.data.byteOffset, picture.data.length);
  const [red, green, blue] = color ?? cornerOf(picture);
  for (let at = 0; at < values.length; at += 4) {
    const far = Math.max(
      Math.abs((values[at] as number) - red),
      Math.abs((values[at + 1] as number) - green),
      Math.abs((values[at + 2] as number) - blue),
    );
    if (far <= tolerance) values[at + 3] = 0;
    else if (far < 2 * tolerance) {
      const share = (far - tolerance) / tolerance;
      values[at] = red + ((values[at] as number) - red) / share;
      values[at + 1] = green + ((values[at + 1] as number) - green) / share;
      values[at + 2] = blue + ((values[at + 2] as number) - blue) / share;
      values[at + 3] = (values[at + 3] as number) * share;
    }
  }
  return picture;
};

/** The colour of the top left pixel. */
export function cornerOf({ data, channels }: RawPicture): readonly [number, number, number, number] {
  const [red = 0, green = 0, blue = 0, alpha = 255] = data.subarray(0, channels);
  return [red, green, blue, alpha];
}
