/** What an answer only nearly is, told in a header. */
import type { Anchor, Delivery, Step } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { missingDetectors } from "./pipeline/detect.ts";
import { missingFamilies } from "./pipeline/fonts.ts";

/** A longer header helps nobody. */
const maxLength = 500;

/**
 * The header `Intaglio-Notice`: what the address asked for and does not quite get: what its dialect says, detectors that
 * another stands in for, fonts that are not there. Nothing when all is as asked. Plain ASCII, whatever the address holds.
 */
export function noticeHeader(engine: Engine, { plan, notices = [] }: Delivery): Readonly<Record<string, string>> {
  const detectors = missingDetectors(plan.steps.flatMap(anchorsOf));
  const families = missingFamilies(plan.steps, engine.settings.fonts);
  const all = [
    ...notices,
    ...detectors.map((name) => `no ${name} detector: saliency stands in`),
    ...families.map((name) => `no font ${name}: the first one stands in`),
  ];
  if (all.length === 0) return {};
  const text = all.join("; ").replace(/[^\x20-\x7e]/g, "?");
  return { "intaglio-notice": text.slice(0, maxLength) };
}

function anchorsOf(step: Step): Anchor[] {
  return "anchor" in step && step.anchor !== undefined ? [step.anchor] : [];
}
