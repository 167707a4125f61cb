import type { RawPicture } from "./raw.ts";

/**
 * Lets a change see colours multiplied by their transparency, as every mixing of neighbours needs: so what cannot be seen
 * brings no colour along.
 */
export async function premultiplied(
  picture: RawPicture,
  change: (picture: RawPicture) => RawPicture | Promise<RawPicture>,
): Promise<RawPicture> {
  if (picture.channels !== 4) return change(picture);
  multiply(picture.data);
  const changed = await change(picture);
  divide(changed.data);
  return changed;
}

function multiply(data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] as number;
    if (alpha === 255) continue;
    for (let channel = at; channel < at + 3; channel += 1)
      data[channel] = Math.round(((data[channel] as number) * alpha) / 255);
  }
}

function divide(data: Uint8Array): void {
  for (let at = 0; at < data.length; at += 4) {
    const alpha = data[at + 3] as number;
    if (alpha === 255 || alpha === 0) continue;
    for (let channel = at; channel < at + 3; channel += 1)
      data[channel] = Math.min(255, Math.round(((data[channel] as number) * 255) / alpha));
  }
}
