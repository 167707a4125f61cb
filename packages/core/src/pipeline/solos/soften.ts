import { overlap, side, type Box } from "../geometry.ts";
import { openRaw, toRaw, type RawPicture } from "../raw.ts";
import type { Solo } from "../solo.ts";
import { widened } from "../wide-blur.ts";

/** Mixes a part of the picture with what a Gaussian makes of it; the Gaussian sees what lies around the part, too. */
export const soften: Solo<"soften"> = async (before, { sigma, amount, box }) => {
  const reach = Math.ceil(3 * sigma);
  const wide = {
    left: box.left - reach,
    top: box.top - reach,
    width: box.width + 2 * reach,
    height: box.height + 2 * reach,
  };
  const around = overlap(wide, before) ?? box;
  const soft = await blurred(before, around, sigma);
  const mix = before.channels === 4 ? mixTransparent : mixOpaque;
  const values = new Uint8ClampedArray(before.data.buffer, before.data.byteOffset, before.data.length);
  for (let y = 0; y < box.height; y += 1) {
    const to = ((box.top + y) * before.width + box.left) * before.channels;
    const from = ((box.top - around.top + y) * around.width + box.left - around.left) * before.channels;
    const length = box.width * before.channels;
    mix(values.subarray(to, to + length), soft.data.subarray(from, from + length), amount);
  }
  return before;
};

async function blurred(before: RawPicture, box: Box, sigma: number): Promise<RawPicture> {
  const { shrink, sigma: left } = widened(sigma);
  const part = openRaw(before).extract(box);
  if (shrink === 1) return toRaw(part.blur({ sigma }));
  const [width, height] = [side(box.width / shrink), side(box.height / shrink)];
  const small = await toRaw(part.resize(width, height, { fit: "fill", kernel: "cubic" }).blur({ sigma: left }));
  return toRaw(openRaw(small).resize(box.width, box.height, { fit: "fill", kernel: "cubic" }));
}

function mixOpaque(values: Uint8ClampedArray, soft: Uint8Array, amount: number): void {
  for (let at = 0; at < values.length; at += 1) {
    const value = values[at] as number;
    values[at] = value + amount * ((soft[at] as number) - value);
  }
}

/** Colours count by their transparency: what cannot be seen brings none along. */
function mixTransparent(values: Uint8ClampedArray, soft: Uint8Array, amount: number): void {
  for (let at = 0; at < values.length; at += 4) {
    const was = (1 - amount) * (values[at + 3] as number);
    const is = amount * (soft[at + 3] as number);
    const alpha = was + is;
    if (alpha > 0)
      for (let channel = at; channel < at + 3; channel += 1)
        values[channel] = (was * (values[channel] as number) + is * (soft[channel] as number)) / alpha;
    values[at + 3] = alpha;
  }
}
