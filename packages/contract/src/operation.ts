/** What an operation is: a name, its arguments, and the rules between them. */
import { IntaglioError } from "./errors.ts";
import type { Fields, InputOf, ValuesOf } from "./fields.ts";

/** A checked step: the operation's name with complete arguments. */
export type StepFrom<Name extends string, F extends Fields> = { readonly op: Name } & ValuesOf<F>;

/** One operation of the transform language. Its pixels live in the engine, under the same name. */
export interface Operation<Name extends string = string, F extends Fields = Fields> {
  readonly name: Name;
  readonly fields: F;
  /** The rule between arguments that is broken, as a phrase; undefined when none is. */
  rule?(step: StepFrom<Name, F>): string | undefined;
  /** Fills in a default that depends on other arguments. */
  complete?(step: StepFrom<Name, F>): StepFrom<Name, F>;
  /** True when the step changes nothing; it is dropped from the canonical plan. */
  neutral?(step: StepFrom<Name, F>): boolean;
}

/** Types an operation's declaration. */
export function defineOperation<const Name extends string, const F extends Fields>(
  operation: Operation<Name, F>,
): Operation<Name, F> {
  return operation;
}

/** An operation's arguments as a caller writes them. */
export type StepInputOf<O> = O extends Operation<infer Name, infer F> ? { readonly op: Name } & InputOf<F> : never;
/** An operation's checked step. */
export type StepOfOperation<O> = O extends Operation<infer Name, infer F> ? StepFrom<Name, F> : never;

/**
 * The arguments, checked, in normal form, defaults filled in.
 * Throws `PLAN_INVALID` naming the argument, and refuses arguments the operation does not have.
 */
export function checkArguments<Name extends string, F extends Fields>(
  operation: Operation<Name, F>,
  given: Readonly<Record<string, unknown>>,
): StepFrom<Name, F> {
  const step: Record<string, unknown> = { op: operation.name };
  for (const key of Object.keys(given))
    if (key !== "op" && !Object.hasOwn(operation.fields, key))
      throw invalid(`${operation.name} has no argument named ${JSON.stringify(key).slice(0, 40)}`);
  for (const [key, field] of Object.entries(operation.fields)) {
    const value = Object.hasOwn(given, key) ? given[key] : undefined;
    if (value === undefined) {
      if (field.presence === "required") throw invalid(`${operation.name}.${key} is required: ${field.expected}`);
      if (field.presence === "defaulted") step[key] = field.fallback;
      continue;
    }
    const read = field.read(value);
    if (read === undefined) throw invalid(`${operation.name}.${key} must be ${field.expected}`);
    step[key] = read;
  }
  const checked = step as StepFrom<Name, F>;
  const broken = operation.rule?.(checked);
  if (broken !== undefined) throw invalid(`${operation.name} ${broken}`);
  return Object.freeze(operation.complete?.(checked) ?? checked) as StepFrom<Name, F>;
}

/** The step as canonical text: `name(argument=value,…)` in the declaration's order. */
export function writeArguments(operation: Operation, step: Readonly<Record<string, unknown>>): string {
  const parts: string[] = [];
  for (const [key, field] of Object.entries(operation.fields)) {
    const value = step[key];
    if (value !== undefined) parts.push(`${key}=${field.write(value)}`);
  }
  return `${operation.name}(${parts.join(",")})`;
}

function invalid(hint: string): IntaglioError {
  return new IntaglioError("PLAN_INVALID", hint, { hint });
}
