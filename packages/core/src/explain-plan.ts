/** A plan worked out on its pictures: sizes, passes, cost, and how the picture would be written. */
import { writeEncode, writeStep, type Delivery, type IntaglioError, type Plan, type Step } from "@intaglio/contract";
import type { Engine, Target } from "./engine.ts";
import {
  toRefusal,
  type ExplainedCost,
  type ExplainedOutput,
  type ExplainedPass,
  type ExplainedStep,
  type Refusal,
} from "./explanation.ts";
import { imageTypes } from "./intake/sniff.ts";
import { renditionKey } from "./library/keys.ts";
import { decide, nameRendition, sizeAfter } from "./make.ts";
import { guessCost } from "./pipeline/cost.ts";
import { checkTexts } from "./pipeline/fonts.ts";
import { framesKept } from "./pipeline/frames.ts";
import type { Outline, Trace, TracedPass, TracedStep } from "./pipeline/trace.ts";
import { hintNames, type Lookup } from "./rendition/hints.ts";
import { readClient, type Settled } from "./rendition/negotiate.ts";
import { imageOf, type Subject } from "./subject.ts";

/** What there is to tell of a plan. */
export interface PlanOutcome {
  readonly steps: readonly ExplainedStep[];
  readonly output: ExplainedOutput | null;
  readonly passes: readonly ExplainedPass[];
  readonly cost: ExplainedCost | null;
  readonly limits: readonly string[];
  readonly rendition: { readonly name: string; readonly cached: boolean } | null;
  readonly refusals: readonly Refusal[];
}

type Decided = Target & Pick<Settled, "vary">;

/** Works out a delivery's plan. Without a subject, the steps are told without sizes. */
export async function planOut(
  engine: Engine,
  delivery: Delivery,
  subject: Subject | undefined,
  isReal: boolean,
  header: Lookup,
): Promise<PlanOutcome> {
  const { plan, answer } = delivery;
  const nothing = { output: null, passes: [], cost: null, limits: [], rendition: null, refusals: [] };
  if (answer === "original") return { ...nothing, steps: [] };
  if (!subject) return { ...nothing, steps: plan.steps.map((step) => tell(step)) };
  const refusals: Refusal[] = [];
  let decided: Decided | undefined;
  try {
    if (answer === "image") decided = decide(engine, plan, subject, readClient(plan.encode, header));
    else sizeAfter(engine, plan, subject);
  } catch (error) {
    refusals.push(toRefusal("plan", error));
  }
  try {
    // Facts about the size alone paint nothing.
    if (decided || delivery.facts?.colors !== undefined || delivery.facts?.hashes)
      checkTexts(plan.steps, engine.settings.fonts);
  } catch (error) {
    refusals.push(toRefusal("source", error));
  }
  if (!subject.file.image) return { ...nothing, steps: plan.steps.map((step) => tell(step)), refusals };
  const outline = outlineOf(engine, plan, subject, decided);
  const { trace } = await import("./pipeline/trace.ts"); // brings the image library along
  const traced = trace(outline);
  const told = { steps: traced.steps.map(tellTraced), limits: limitsOf(traced.steps, refusals), refusals };
  if (!decided) return { ...nothing, ...told };
  const rendition = isReal ? await nameOf(engine, subject, decided) : null;
  return { ...told, ...tellResult(decided, delivery, outline, traced), rendition };
}

function outlineOf(engine: Engine, plan: Plan, { file, layers }: Subject, decided: Decided | undefined): Outline {
  const { limits } = engine.settings;
  const image = imageOf(file);
  const format = decided?.encode.format;
  return {
    steps: plan.steps,
    image,
    layers: new Map([...layers].flatMap(([source, layer]) => (layer.image ? [[source, layer.image]] : []))),
    sees: engine.detector?.kinds ?? [],
    limits,
    frames: format === undefined ? 1 : framesKept(image, { ...plan.encode, format }, plan.steps),
    format,
    keepsExif: plan.encode.metadata === "keep",
  };
}

/** A step; without a size where none can be told. */
function tell(step: Step): ExplainedStep {
  return { op: step.op, step, text: writeStep(step), size: null, atMost: false, refusal: null };
}

function tellTraced({ step, size, atMost, error }: TracedStep): ExplainedStep {
  return { ...tell(step), size: size ?? null, atMost, refusal: error ? reasonOf(error) : null };
}

function reasonOf({ code, message, detail }: IntaglioError): string {
  if (code === "INTERNAL") return "nothing is known of the layer's picture";
  return detail.hint ?? message;
}

function limitsOf(steps: readonly TracedStep[], refusals: readonly Refusal[]): string[] {
  const isLimit = (code: string): boolean => code === "PLAN_TOO_LARGE" || code === "IMAGE_TOO_LARGE";
  const ofSteps = steps.flatMap(({ error }) => (error && isLimit(error.code) ? [reasonOf(error)] : []));
  const others = refusals.flatMap(({ code, hint, sentence }) => (isLimit(code) ? [hint ?? sentence] : []));
  return [...new Set([...others, ...ofSteps])];
}

function tellResult(
  { encode, vary }: Decided,
  { hinted = [] }: Delivery,
  { image, frames }: Outline,
  traced: Trace,
): Pick<PlanOutcome, "output" | "passes" | "cost"> {
  const { width, height } = traced.steps.at(-1)?.size ?? image;
  const { format } = encode;
  const { decoded, painted, written, cpu } = guessCost(traced, encode, { width, height }, frames);
  return {
    output: {
      format,
      type: imageTypes[format],
      width,
      height,
      frames,
      settings: encode,
      encode: writeEncode(encode),
      vary: [...vary, ...hintNames(hinted)],
    },
    passes: traced.passes.map((pass, at) => tellPass(pass, painted[at] ?? 0)),
    cost: {
      decodedMegapixels: mega(decoded),
      paintedMegapixels: mega(painted.reduce((sum, pixels) => sum + pixels, 0)),
      outputMegapixels: mega(written),
      cpuMilliseconds: Math.max(1, Math.round(cpu)),
    },
  };
}

function tellPass({ of, own, strokes }: TracedPass, pixels: number): ExplainedPass {
  return {
    of,
    own,
    strokes: strokes.map(({ kind, size: { width, height } }) => ({ kind, width, height })),
    megapixels: mega(pixels),
  };
}

/** Millions, to three digits behind the point. */
function mega(pixels: number): number {
  return Math.round(pixels / 1000) / 1000;
}

async function nameOf(engine: Engine, subject: Subject, decided: Decided): Promise<PlanOutcome["rendition"]> {
  const { vary: _, ...target } = decided;
  const name = nameRendition(engine, subject, target);
  return { name, cached: await engine.renditions.isKept(renditionKey(subject.file.id, name)) };
}
