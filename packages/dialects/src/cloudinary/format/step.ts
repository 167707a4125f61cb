/** Steps as components: each is written by a word, read back, and compared. */
import { checkSteps, IntaglioError, writeStep, type Step, type StepInput } from "@intaglio/contract";
import { runChain } from "../parse/run.ts";
import { createScope } from "../parse/scope.ts";
import { NeedsFile } from "../parse/value.ts";
import type { StepWord, Word } from "../vocabulary/word.ts";
import { words } from "../vocabulary.ts";
import { sayOverlay } from "./layer.ts";

/** What cannot be said, as an error. */
export function unsayable(hint: string): IntaglioError {
  return new IntaglioError("PLAN_UNSAYABLE", hint, { hint });
}

/** Components for steps in their order. Throws `PLAN_UNSAYABLE`. */
export function saySteps(steps: readonly Step[]): string[] {
  const chain: string[] = [];
  for (let at = 0; at < steps.length;) {
    const { components, covers } = sayStep(steps, at);
    chain.push(...components);
    at += covers;
  }
  return chain;
}

interface SaidStep {
  readonly components: readonly string[];
  readonly covers: number;
}

/** The step (or two) at this place. */
function sayStep(steps: readonly Step[], at: number): SaidStep {
  const step = steps[at] as Step;
  const ways = step.op === "overlay" ? overlayWays(step) : wordWays(step, steps[at + 1]);
  let wrong: string | undefined;
  for (const way of ways) {
    const wanted = steps.slice(at, at + way.covers);
    const key = difference(wanted, readBack(way.components));
    if (key === undefined) return way;
    wrong ??= `${step.op}: its ${key} cannot be said`;
  }
  throw unsayable(
    wrong ??
      `${step.op}: ${
        speakers(step.op)
          .map(([name, word]) => `${name} takes ${word.takes}`)
          .join("; ") || "no word means it"
      }`,
  );
}

function overlayWays(step: Extract<Step, { op: "overlay" }>): readonly SaidStep[] {
  const components = sayOverlay(step, saySteps);
  if (!components) throw unsayable(`overlay: a layer of the kind ${step.layer.kind} cannot be said as it is`);
  return [{ components, covers: 1 }];
}

function wordWays(step: Step, next: Step | undefined): readonly SaidStep[] {
  return speakers(step.op).flatMap(([, word]) => {
    const said = word.write(step, next);
    return said ? [{ components: [said.parameters.join(",")], covers: said.covers ?? 1 }] : [];
  });
}

function speakers(op: Step["op"]): readonly (readonly [string, StepWord])[] {
  return Object.entries(words).filter((entry): entry is [string, StepWord] => speaks(entry[1], op));
}

function speaks(word: Word, op: Step["op"]): boolean {
  return word.kind === "step" && word.op === op;
}

/** What components mean; undefined when they mean nothing, or depend on the picture. */
function readBack(components: readonly string[]): readonly Step[] | undefined {
  const scope = createScope({}, undefined, undefined);
  try {
    runChain(components, scope, {});
    const steps: readonly StepInput[] = scope.frames ? [scope.frames, ...scope.steps] : scope.steps;
    return checkSteps(steps);
  } catch (error) {
    if (error instanceof IntaglioError || error instanceof NeedsFile) return undefined;
    throw error;
  }
}

/** The first argument in which steps differ; undefined when they are the same. */
function difference(wanted: readonly Step[], read: readonly Step[] | undefined): string | undefined {
  for (const [at, step] of wanted.entries()) {
    const other = read?.[at];
    if (other && writeStep(other) === writeStep(step)) continue;
    return Object.keys({ ...step, ...other }).find((key) => differs(step, other, key)) ?? "arguments";
  }
  return read && read.length > wanted.length ? "background" : undefined;
}

/** True when two things differ under a key. */
export function differs(one: object, other: object | undefined, key: string): boolean {
  return JSON.stringify(Reflect.get(one, key)) !== JSON.stringify(other && Reflect.get(other, key));
}
