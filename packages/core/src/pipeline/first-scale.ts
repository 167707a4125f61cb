/** Whether a smaller copy of a picture would do for some steps. */
import { IntaglioError, type ImageFacts, type Size, type Step } from "@intaglio/contract";
import type { DetectedKind } from "./detector.ts";
import { strokesOf } from "./frames.ts";
import { storedFrame } from "./stored.ts";

/**
 * The size to which steps scale the picture before anything else happens to it; undefined where they look at its own
 * pixels. All later sizes and places come from the picture's own size, so they are the same for a copy of any size.
 */
export function firstScale(
  steps: readonly Step[],
  image: ImageFacts,
  sees: readonly DetectedKind[] = [],
): Size | undefined {
  if (steps.some((step) => step.op === "overlay" && step.layer.kind === "self")) return undefined;
  const frame = storedFrame(image);
  for (const step of steps) {
    if (step.op === "overlay") return undefined;
    const [stroke] = strokesOf(step, frame, { layerOf: noLayer, sees });
    if (stroke !== undefined) return stroke.kind === "scale" ? stroke.size : undefined;
  }
  return undefined;
}

function noLayer(): never {
  throw new IntaglioError("INTERNAL", "only overlays lay anything on");
}
