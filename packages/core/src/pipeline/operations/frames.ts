import type { Painter } from "../painter.ts";

/** Which frames there are is settled where they are decoded: see `framesTaken`. */
export const frames: Painter<"frames"> = { strokes: () => [] };
