/** From a plan and its files to a rendition: what it will be, what it is called, and the making of it. */
import { IntaglioError, type Encode, type Plan, type Size } from "@intaglio/contract";
import type { Engine, Rendition, Target, Waiter } from "./engine.ts";
import { imageTypes } from "./intake/sniff.ts";
import { usesDetector } from "./pipeline/detect.ts";
import { checkFrames, frameSizes, framesKept } from "./pipeline/frames.ts";
import { describeRendition } from "./rendition/key.ts";
import { lowerForSavers, negotiate, type Client, type Settled } from "./rendition/negotiate.ts";
import { findSmaller } from "./smaller.ts";
import { imageOf, toJob, type Subject } from "./subject.ts";

/** The picture's size after all steps. Throws before a pixel is touched when a step would be too large or cannot be done. */
export function sizeAfter(engine: Engine, { steps }: Pick<Plan, "steps">, { file, layers }: Subject): Size {
  const image = imageOf(file);
  const facts = new Map([...layers].map(([source, layer]) => [source, imageOf(layer)]));
  const sees = engine.detector?.kinds;
  checkFrames(steps, image, engine.settings.limits, undefined, facts, sees);
  return frameSizes(steps, image, facts, sees).at(-1) ?? image;
}

/** A plan's output settings, as this server understands them. */
export function encodeFor(engine: Engine, { encode }: Pick<Plan, "encode">): Encode {
  return engine.settings.renditions.lowerForSavers ? lowerForSavers(encode) : encode;
}

/** The concrete target of a plan for one subject and one client, and the request headers that decided it. */
export function decide(engine: Engine, plan: Plan, subject: Subject, client: Client): Target & Pick<Settled, "vary"> {
  if (plan.encode.metadata === "keep" && !engine.settings.keepMetadata)
    throw new IntaglioError("OPERATION_FORBIDDEN", "the option keepMetadata is off", {
      hint: "metadata: this server keeps none but the copyright",
    });
  const size = sizeAfter(engine, plan, subject);
  const image = imageOf(subject.file);
  const frames = framesKept(image, { ...plan.encode, format: "webp" }, plan.steps);
  const settled = negotiate(encodeFor(engine, plan), { image, bytes: subject.file.bytes, size, frames }, client);
  if (settled.encode.format === "avif" && size.width * size.height > largestAvif) {
    const hint = `avif: ${size.width}x${size.height}, at most ${largestAvif} pixels`;
    throw new IntaglioError("PLAN_TOO_LARGE", hint, { hint });
  }
  return { steps: plan.steps, ...settled };
}

/** Its encoder takes about 40 bytes a pixel: above this a worker would be ended for its memory. */
const largestAvif = 16_000_000;

/** What names a rendition: nobody can work it out without the server's secret. */
export function nameRendition(engine: Engine, { file, layers }: Subject, target: Target): string {
  const { detector } = engine;
  const seen = detector && usesDetector(target.steps, detector.kinds) ? detector.name : undefined;
  return engine.digest(describeRendition(file, layers, target, seen));
}

/** The kept rendition, or a new one. */
export async function render(
  engine: Engine,
  subject: Subject,
  target: Target,
  key: string,
  waiter?: Waiter,
): Promise<Rendition> {
  const make = async (stop: AbortSignal): Promise<Rendition> => {
    const start = engine.clock();
    const { bytes, width, height, fromCopy } = await paint(engine, subject, target, stop);
    const { format } = target.encode;
    engine.log.info("rendered", { key, format, bytes: bytes.byteLength, ms: engine.clock() - start, fromCopy });
    return { bytes, width, height, type: imageTypes[format] };
  };
  return engine.renditions.getOrMake(key, subject.file.id, make, waiter);
}

type Painted = Awaited<ReturnType<Engine["pixels"]["render"]>> & { readonly fromCopy: boolean };

/** From a smaller copy where that would show nowhere, else from the original. */
async function paint(engine: Engine, subject: Subject, target: Target, stop: AbortSignal): Promise<Painted> {
  const smaller = await findSmaller(engine, subject.file, target);
  if (smaller)
    try {
      const { job, layers } = await toJob(engine, subject, target);
      const made = await engine.pixels.render({ ...job, reduced: smaller.format }, smaller.source, stop, layers);
      return { ...made, fromCopy: true };
    } catch (error) {
      // It may have had to make room in the meantime.
      if (!(error instanceof IntaglioError) || !["STORAGE_FAILED", "IMAGE_UNREADABLE"].includes(error.code))
        throw error;
    }
  const { job, source, layers } = await toJob(engine, subject, target);
  const made = await engine.pixels.render(job, source, stop, layers);
  return { ...made, fromCopy: false };
}
