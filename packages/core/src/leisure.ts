/**
 * Renditions that prove popular are made again when there is time: the same look in fewer bytes. The better one has a
 * name of its own, and so another ETag; both may be served side by side while processes learn of it.
 */
import type { Engine, Rendition, Target } from "./engine.ts";
import { imageTypes } from "./intake/sniff.ts";
import { renditionKey } from "./library/keys.ts";
import { nameRendition, sizeAfter } from "./make.ts";
import { toJob, type Subject } from "./subject.ts";

/** Larger pictures take too long for a worker's deadline. */
const mostPixels = 2_000_000;
const dayMs = 86_400_000;
/** Renditions whose uses are counted: those prepared last. */
const maxKnown = 10_000;
/** What is known by key: it outlives what was worked out for a request, which every change of the database ends. */
const known = new WeakMap<Engine, Map<string, Leisure>>();

/** What this process knows of a rendition's better one. */
export interface Leisure {
  readonly key: string;
  /** With quotes. */
  readonly etag: string;
  /** Undefined before the first look. */
  isThere: boolean | undefined;
  /** Uses since a time, Unix milliseconds. */
  uses: number;
  since: number;
  isNoted: boolean;
}

/** What there is to know of a target's better rendition; undefined where there can be none: only AVIF has much to gain. */
export function leisureOf(engine: Engine, subject: Subject, target: Target): Leisure | undefined {
  const { format, lossless, maxBytes } = target.encode;
  if (engine.settings.renditions.improveAfter === 0 || format !== "avif" || lossless || maxBytes !== undefined)
    return undefined;
  const { width, height } = sizeAfter(engine, target, subject);
  if (width * height > mostPixels) return undefined;
  const name = engine.digest(`leisure|${nameRendition(engine, subject, target)}`);
  const key = renditionKey(subject.file.id, name);
  const all = known.get(engine) ?? new Map<string, Leisure>();
  known.set(engine, all);
  const kept = all.get(key);
  all.delete(key);
  all.set(key, kept ?? { key, etag: `"${name}"`, isThere: undefined, uses: 0, since: engine.clock(), isNoted: false });
  for (const oldest of all.keys()) {
    if (all.size <= maxKnown) break;
    all.delete(oldest);
  }
  return all.get(key);
}

/** The better rendition, if it was made already, here or in another process. */
export async function findBetter(engine: Engine, leisure: Leisure): Promise<Rendition | undefined> {
  if (leisure.isThere === false) return undefined;
  const found = await engine.renditions.find(leisure.key);
  leisure.isThere = found !== undefined;
  return found;
}

/** Counts a use of the first rendition, and notes the better one for idle time when that is often. */
export function noteUse(engine: Engine, leisure: Leisure, subject: Subject, target: Target): void {
  const now = engine.clock();
  if (now - leisure.since > dayMs) [leisure.uses, leisure.since] = [0, now];
  leisure.uses += 1;
  if (leisure.isNoted || leisure.uses < engine.settings.renditions.improveAfter) return;
  leisure.isNoted = true;
  engine.idle.add(`leisure ${leisure.key}`, async (signal) => {
    await engine.renditions.prepare(
      leisure.key,
      subject.file.id,
      (stop) => make(engine, subject, target, stop),
      signal,
    );
    leisure.isThere = true;
    engine.log.info("made at leisure", { key: leisure.key });
  });
}

async function make(engine: Engine, subject: Subject, target: Target, stop: AbortSignal): Promise<Rendition> {
  const better = { ...target, encode: { ...target.encode, atLeisure: true } };
  const { job, source, layers } = await toJob(engine, subject, better);
  const start = engine.clock();
  const { bytes, width, height } = await engine.pixels.render(job, source, stop, layers);
  const ms = engine.clock() - start;
  engine.log.info("rendered", { format: target.encode.format, bytes: bytes.byteLength, ms, atLeisure: true });
  return { bytes, width, height, type: imageTypes[target.encode.format] };
}
