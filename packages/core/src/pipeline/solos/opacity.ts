import { withAlpha } from "../raw.ts";
import type { Solo } from "../solo.ts";

/** Multiplies the transparency channel. */
export const opacity: Solo<"opacity"> = async (before, { amount }) => {
  const picture = await withAlpha(before);
  const { data } = picture;
  for (let at = 3; at < data.length; at += 4) data[at] = Math.round((data[at] ?? 0) * amount);
  return picture;
};
