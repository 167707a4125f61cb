import { paintStages } from "../paint-stages.ts";
import { withAlpha } from "../raw.ts";
import type { Solo } from "../solo.ts";

/** Changes each pixel's colour for itself. */
export const colors: Solo<"colors"> = async (before, { stages, alpha }) => {
  const picture = alpha ? await withAlpha(before) : before;
  paintStages(picture, stages);
  return picture;
};
