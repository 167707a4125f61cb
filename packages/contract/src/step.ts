/** A step of a plan: one operation with its arguments. */
import { IntaglioError } from "./errors.ts";
import { checkArguments, writeArguments, type Operation, type StepInputOf, type StepOfOperation } from "./operation.ts";
import { operations, type OperationName, type Operations } from "./operations/index.ts";
import { findOperation } from "./operations/picture.ts";

/** A checked step: every argument in normal form, defaults filled in. */
export type Step = StepOfOperation<Operations[OperationName]>;
/** A step as a caller writes it. */
export type StepInput = StepInputOf<Operations[OperationName]>;
/** The checked step of one operation. */
export type StepOf<Name extends OperationName> = Extract<Step, { readonly op: Name }>;

/** Checks one step. Throws `OPERATION_UNKNOWN`, or `PLAN_INVALID` naming the argument and what was expected. */
export function checkStep(given: StepInput): Step {
  if (typeof given !== "object" || given === null) throw new IntaglioError("PLAN_INVALID", "a step must be an object");
  return checkArguments(findOperation(operations, given.op), given) as Step;
}

/** True when the step changes nothing. */
export function isNeutral(step: Step): boolean {
  return (operations[step.op] as Operation).neutral?.(step) ?? false;
}

/** The step as canonical text. */
export function writeStep(step: Step): string {
  return writeArguments(operations[step.op], step);
}
