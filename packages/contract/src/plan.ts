/** A plan: which picture, what happens to it, how it is written. It has one meaning, in no vendor's spelling. */
import { checkEncode, writeEncode, type Encode, type EncodeInput } from "./encode.ts";
import { IntaglioError } from "./errors.ts";
import { readPlanSource, writeSource, type PlanSource } from "./source.ts";
import { checkStep, isNeutral, writeStep, type Step, type StepInput } from "./step.ts";

/** A checked plan. Steps run in their order, each on the result of the one before. */
export interface Plan {
  readonly source: PlanSource;
  readonly steps: readonly Step[];
  readonly encode: Encode;
}

/** A plan as a caller writes it. */
export interface PlanInput {
  readonly source: PlanSource;
  readonly steps?: readonly StepInput[];
  readonly encode?: EncodeInput;
}

/** Steps a plan may have. */
export const maxSteps = 20;
/** Overlays a plan may have. */
export const maxOverlays = 5;

/**
 * Checks a plan in one place: every argument, the number of steps (20) and of overlays (5). Steps that change nothing
 * are dropped, so that equal plans are equal. Throws `PLAN_INVALID`, `PLAN_TOO_LARGE` or `OPERATION_UNKNOWN`.
 */
export function checkPlan(given: PlanInput): Plan {
  const source = readPlanSource(given.source);
  if (source === undefined)
    throw new IntaglioError("PLAN_INVALID", "the source must be a file's id, a group's member or an http(s) address");
  const steps = checkSteps(given.steps ?? []);
  return Object.freeze({ source, steps, encode: checkEncode(given.encode ?? {}) });
}

/** Checks steps as {@link checkPlan} does. */
export function checkSteps(given: readonly StepInput[]): readonly Step[] {
  if (given.length > maxSteps) throw new IntaglioError("PLAN_TOO_LARGE", `${given.length} steps, at most ${maxSteps}`);
  const steps = given.map((step) => checkStep(step)).filter((step) => !isNeutral(step));
  if (steps.some((step, index) => step.op === "frames" && index > 0))
    throw new IntaglioError("PLAN_INVALID", "frames can only stand first", { hint: "frames can only stand first" });
  const overlays = steps.filter((step) => step.op === "overlay").length;
  if (overlays > maxOverlays) throw new IntaglioError("PLAN_TOO_LARGE", `${overlays} overlays, at most ${maxOverlays}`);
  return Object.freeze(steps);
}

/** What happens to the picture, as stable text: two plans have equal text exactly when they are equal. */
export function writeRecipe(plan: Pick<Plan, "steps" | "encode">): string {
  return [...plan.steps.map(writeStep), writeEncode(plan.encode)].join("/");
}

/** The whole plan as stable text: the root of every cache key. */
export function writePlan(plan: Plan): string {
  return `${writeSource(plan.source)}|${writeRecipe(plan)}`;
}
