/** Named plans. */
import {
  checkEncode,
  checkSteps,
  IntaglioError,
  splitParts,
  writeRecipe,
  type Plan,
  type PlanPart,
} from "@intaglio/contract";
import type { Preset } from "../engine.ts";

/** Checks parts and orders them as every dialect would: upright first. Throws `PLAN_*`. */
export function readParts(parts: readonly PlanPart[]): Omit<Plan, "source"> {
  const { steps, encode } = splitParts(parts);
  const upright = steps.some((step) => step.op === "orient") ? steps : [{ op: "orient" } as const, ...steps];
  return { steps: checkSteps(upright), encode: checkEncode(encode) };
}

/** Checks all presets at once. Throws `OPTIONS_INVALID` naming each wrong one. */
export function readPresets(given: Readonly<Record<string, readonly PlanPart[]>>): ReadonlyMap<string, Preset> {
  const presets = new Map<string, Preset>();
  const problems: string[] = [];
  for (const [name, parts] of Object.entries(given))
    try {
      const plan = readParts(parts);
      presets.set(name, { name, plan, recipe: writeRecipe(plan) });
    } catch (error) {
      problems.push(`presets.${name}: ${error instanceof Error ? error.message : String(error)}`);
    }
  if (problems.length > 0) throw new IntaglioError("OPTIONS_INVALID", `wrong options:\n  ${problems.join("\n  ")}`);
  return presets;
}
