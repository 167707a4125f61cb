/** The table of plans: one meaning a row, one spelling a dialect. `docs/dialects.md` is made from it. */
import { adjustments, effects, looks } from "./plans/colours.ts";
import { layers } from "./plans/layers.ts";
import { frames, output } from "./plans/output.ts";
import type { Row } from "./plans/row.ts";
import { canvas, crops, turns } from "./plans/shapes.ts";
import { shared } from "./plans/shared.ts";
import { sizes } from "./plans/sizes.ts";

/** The rows by topic, in the order of the table. */
export const topics: Readonly<Record<string, readonly Row[]>> = {
  Sizes: sizes,
  Parts: crops,
  Turns: turns,
  "Canvas and shapes": canvas,
  "Tones and colours": adjustments,
  Looks: looks,
  Effects: effects,
  Layers: layers,
  Frames: frames,
  Output: output,
  "The same to the last setting": shared,
};

/** Every row. */
export const plans: readonly Row[] = Object.values(topics).flat();
