/** The table of plans: one meaning a row, one spelling a dialect. `docs/dialects.md` is made from it. */
import { canvas } from "./plans/canvas.ts";
import { adjustments } from "./plans/colours.ts";
import { covers } from "./plans/covers.ts";
import { effects } from "./plans/effects.ts";
import { layers } from "./plans/layers.ts";
import { looks } from "./plans/looks.ts";
import { output } from "./plans/output.ts";
import { parts } from "./plans/parts.ts";
import type { Row } from "./plans/row.ts";
import { frames, settings } from "./plans/settings.ts";
import { shared } from "./plans/shared.ts";
import { sizes } from "./plans/sizes.ts";
import { turns } from "./plans/turns.ts";

/** The rows by topic, in the order of the table. */
export const topics: Readonly<Record<string, readonly Row[]>> = {
  Sizes: sizes,
  Covering: covers,
  Parts: parts,
  Turns: turns,
  "Canvas and shapes": canvas,
  "Tones and colours": adjustments,
  Looks: looks,
  Effects: effects,
  Layers: layers,
  Formats: output,
  Settings: settings,
  Frames: frames,
  "The same to the last setting": shared,
};

/** Every row. */
export const plans: readonly Row[] = Object.values(topics).flat();
