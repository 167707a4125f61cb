/** What an answer only nearly is, told in a header. */
import type { Delivery } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { missingDetectors } from "./pipeline/detect.ts";
import { missingFamilies } from "./pipeline/fonts.ts";

/** A longer header helps nobody. */
const maxLength = 500;

/**
 * What the address asked for and does not quite get, a sentence each: what its dialect says, detectors that another stands
 * in for, fonts that are not there.
 */
export function noticesOf(engine: Engine, { plan, notices = [] }: Delivery): readonly string[] {
  const detectors = missingDetectors(plan.steps, engine.detector?.kinds ?? []);
  const families = missingFamilies(plan.steps, engine.settings.fonts);
  return [
    ...notices,
    ...detectors.map(({ name, standIn }) => `no ${name} detector: ${standIn} stands in`),
    ...families.map((name) => `no font ${name}: the first one stands in`),
  ];
}

/** The header `Intaglio-Notice` with all of {@link noticesOf}; nothing when there are none. Plain ASCII, whatever the address holds. */
export function noticeHeader(engine: Engine, delivery: Delivery): Readonly<Record<string, string>> {
  const all = noticesOf(engine, delivery);
  if (all.length === 0) return {};
  const text = all.join("; ").replace(/[^\x20-\x7e]/g, "?");
  return { "intaglio-notice": text.slice(0, maxLength) };
}
