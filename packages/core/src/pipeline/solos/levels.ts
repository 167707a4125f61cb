import { levelStages } from "../levels.ts";
import { paintStages } from "../paint-stages.ts";
import { withAlpha } from "../raw.ts";
import type { Solo } from "../solo.ts";

/** Changes colours by what the picture holds. */
export const levels: Solo<"levels"> = async (before, stroke) => {
  const picture = stroke.alpha ? await withAlpha(before) : before;
  paintStages(picture, levelStages(picture, stroke.levels));
  return picture;
};
