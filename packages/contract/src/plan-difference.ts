/** Where two plans differ: what a dialect says when its words do not give back what they were made of. */
import { writeEncode } from "./encode.ts";
import type { Plan } from "./plan.ts";
import { writeStep } from "./step.ts";

/** The first thing in which what was read back differs from what was wanted, named for a person; undefined for equal steps and encoding. */
export function planDifference(wanted: Plan, found: Plan): string | undefined {
  for (const [at, step] of wanted.steps.entries()) {
    const other = found.steps[at];
    if (!other || writeStep(other) !== writeStep(step)) return `${step.op}: it cannot be said as it is, there`;
  }
  if (found.steps.length > wanted.steps.length) return "steps: more would be done than was asked for";
  if (writeEncode(wanted.encode) === writeEncode(found.encode)) return undefined;
  const key = Object.keys({ ...wanted.encode, ...found.encode }).find(
    (name) => JSON.stringify(Reflect.get(wanted.encode, name)) !== JSON.stringify(Reflect.get(found.encode, name)),
  );
  return `encode: its ${String(key)} cannot be said`;
}
