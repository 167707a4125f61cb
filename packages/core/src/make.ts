/** From a plan and its files to a rendition: what it will be, what it is called, and the making of it. */
import {
  IntaglioError,
  type FileRecord,
  type ImageFacts,
  type OpenBlob,
  type Plan,
  type Size,
} from "@intaglio/contract";
import type { Engine, Rendition, Target, Waiter } from "./engine.ts";
import { imageTypes } from "./intake/sniff.ts";
import { originalKey } from "./library/keys.ts";
import { checkFrames, frameSizes, framesKept } from "./pipeline/frames.ts";
import type { RenderJob } from "./pipeline/job.ts";
import { describeRendition } from "./rendition/key.ts";
import { negotiate, type Client, type Settled } from "./rendition/negotiate.ts";

/** What a plan works on. */
export interface Subject {
  readonly file: FileRecord;
  /** The files of the layers that its overlays name, by their source as `writeSource` writes it. */
  readonly layers: ReadonlyMap<string, FileRecord>;
}

/** The file's facts as a picture. Throws `FILE_NOT_IMAGE`. */
export function imageOf(file: FileRecord): ImageFacts {
  if (!file.image) throw new IntaglioError("FILE_NOT_IMAGE");
  return file.image;
}

/** The picture's size after all steps. Throws before a pixel is touched when a step would be too large or cannot be done. */
export function sizeAfter(engine: Engine, { steps }: Pick<Plan, "steps">, { file, layers }: Subject): Size {
  const image = imageOf(file);
  const facts = new Map([...layers].map(([source, layer]) => [source, imageOf(layer)]));
  checkFrames(steps, image, engine.settings.limits, undefined, facts);
  return frameSizes(steps, image, facts).at(-1) ?? image;
}

/** The concrete target of a plan for one subject and one client, and the request headers that decided it. */
export function decide(engine: Engine, plan: Plan, subject: Subject, client: Client): Target & Pick<Settled, "vary"> {
  if (plan.encode.metadata !== "none" && !engine.settings.keepMetadata)
    throw new IntaglioError("OPERATION_FORBIDDEN", "plans may not keep metadata here: see the option keepMetadata");
  const size = sizeAfter(engine, plan, subject);
  const image = imageOf(subject.file);
  const frames = framesKept(image, { ...plan.encode, format: "webp" }, plan.steps);
  return { steps: plan.steps, ...negotiate(plan.encode, { image, bytes: subject.file.bytes, size, frames }, client) };
}

/** What names a rendition: nobody can work it out without the server's secret. */
export function nameRendition(engine: Engine, { file, layers }: Subject, target: Target): string {
  return engine.digest(describeRendition(file, layers, target));
}

/** A target as a job, and the bytes it needs. */
export async function toJob(
  engine: Engine,
  { file, layers }: Subject,
  target: Target,
): Promise<{ job: RenderJob; source: OpenBlob; layers: OpenBlob[] }> {
  const listed = [...layers].map(([source, layer]) => ({ source, image: imageOf(layer) }));
  const job = { ...target, image: imageOf(file), layers: listed };
  const [source, ...rest] = await Promise.all([file, ...layers.values()].map((one) => sourceOf(engine, one)));
  return { job, source: source as OpenBlob, layers: rest };
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
    const { job, source, layers } = await toJob(engine, subject, target);
    const start = engine.clock();
    const { bytes, width, height } = await engine.pixels.render(job, source, stop, layers);
    const { format } = target.encode;
    engine.log.info("rendered", { key, format, bytes: bytes.byteLength, ms: engine.clock() - start });
    return { bytes, width, height, type: imageTypes[format] };
  };
  return engine.renditions.getOrMake(key, subject.file.id, make, waiter);
}

/** An original, opened when it is first read: who waits in line holds no descriptor. */
async function sourceOf(engine: Engine, file: FileRecord): Promise<OpenBlob> {
  const key = originalKey(file.id);
  const path = await engine.blobs.pathOf?.(key);
  return { size: file.bytes, body: readOriginal(engine, file), ...(path === undefined ? {} : { path }) };
}

async function* readOriginal(engine: Engine, file: FileRecord): AsyncGenerator<Uint8Array, void, void> {
  yield* (await openOriginal(engine, file)).body;
}

/** An original's bytes, or a range of them. Throws `FILE_NOT_FOUND` when they are gone. */
export async function openOriginal(
  engine: Engine,
  file: FileRecord,
  range?: { readonly start: number; readonly end: number },
): Promise<OpenBlob> {
  const blob = await engine.blobs.open(originalKey(file.id), range);
  if (blob) return blob;
  engine.log.error("a file's bytes are missing", { file: file.id });
  throw new IntaglioError("FILE_NOT_FOUND", "the record is there, its bytes are not");
}
