/** What a file under `solos/` exports. */
import type { RawPicture } from "./raw.ts";
import type { SoloKind, StrokeOf } from "./stroke.ts";

/** Paints one stroke, from pixels to pixels. Those it gets are RGB or RGBA, 8 bits, not premultiplied; it may change and keep them. */
export type Solo<Kind extends SoloKind> = (before: RawPicture, stroke: StrokeOf<Kind>) => Promise<RawPicture>;
