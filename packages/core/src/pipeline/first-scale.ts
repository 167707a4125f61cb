/** Whether a smaller copy of a picture would do for some steps. */
import { IntaglioError, type ImageFacts, type Size, type Step } from "@intaglio/contract";
import type { DetectedKind } from "./detector.ts";
import { frameAfter, strokesOf } from "./frames.ts";
import { swapped } from "./geometry.ts";
import { storedFrame } from "./stored.ts";

/**
 * The size to which steps scale the picture, as it is stored, before anything but mirrors and quarter turns happens to
 * it; undefined where they look at its own pixels. All later sizes and places come from the picture's own size, so they
 * are the same for a copy of any size.
 */
export function firstScale(
  steps: readonly Step[],
  image: ImageFacts,
  sees: readonly DetectedKind[] = [],
): Size | undefined {
  if (steps.some((step) => step.op === "overlay" && step.layer.kind === "self")) return undefined;
  let frame = storedFrame(image);
  let across = false;
  for (const step of steps) {
    if (step.op === "overlay") return undefined;
    const strokes = strokesOf(step, frame, { layerOf: noLayer, sees });
    for (const stroke of strokes) {
      if (stroke.kind === "scale") return across ? swapped(stroke.size) : stroke.size;
      if (stroke.kind !== "mirror" && stroke.kind !== "turn") return undefined;
      if (stroke.kind === "turn" && stroke.degrees !== 180) across = !across;
    }
    frame = frameAfter(step, frame, strokes);
  }
  return undefined;
}

function noLayer(): never {
  throw new IntaglioError("INTERNAL", "only overlays lay anything on");
}
