/** What a plan works on: files, and their bytes when a worker asks for them. */
import { IntaglioError, type FileRecord, type ImageFacts, type OpenBlob } from "@intaglio/contract";
import { changesAt } from "./copy-facts.ts";
import type { Engine, Target } from "./engine.ts";
import { originalKey } from "./library/keys.ts";
import type { RenderJob } from "./pipeline/job.ts";

/** What a plan works on. */
export interface Subject {
  readonly file: FileRecord;
  /** The files of the layers that its overlays name, by their source as `writeSource` writes it. */
  readonly layers: ReadonlyMap<string, FileRecord>;
  /** The file fills in for the one that the address names first. */
  readonly fillsIn?: boolean;
}

/** How long what fills in may be kept, milliseconds: the true picture may be there any time. */
const fillInMs = 60_000;

/** When the picture is no longer what it is now: with the first of its files that goes, or may be another. Unix milliseconds, null for never. */
export function endOf({ file, layers, fillsIn }: Subject, now: number): number | null {
  const ends = [file, ...layers.values()].map((one) => changesAt(one, now) ?? Infinity);
  const end = Math.min(...ends, fillsIn === true ? now + fillInMs : Infinity);
  return end === Infinity ? null : end;
}

/** When it became what it is: with the last of its files that came. Unix milliseconds. */
export function startOf({ file, layers }: Subject): number {
  return Math.max(file.uploadedAt, ...[...layers.values()].map(({ uploadedAt }) => uploadedAt));
}

/** The file's facts as a picture. Throws `FILE_NOT_IMAGE`. */
export function imageOf(file: FileRecord): ImageFacts {
  if (!file.image) throw new IntaglioError("FILE_NOT_IMAGE");
  return file.image;
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
