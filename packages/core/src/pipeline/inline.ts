/** Jobs in this process: for tests, and where no children are allowed. */
import { IntaglioError, type OpenBlob } from "@intaglio/contract";
import { useFonts } from "./font-config.ts";
import { checkTexts } from "./fonts.ts";
import type { Renderer, RendererOptions } from "./job.ts";
import { createLine } from "./line.ts";
import { createSight, detectorFailed, setupOf, type Sight } from "./sight.ts";

/**
 * Starts a renderer without child processes. Weaker than processes: a job past its deadline is given up but goes on in
 * the background, its memory has no cap, a crash of the decoder ends this process, and the fonts of the first renderer
 * that has any stay those of the process.
 */
export function createInlineRenderer({
  workers,
  queueLength,
  deadlineMs,
  limits,
  fonts = [],
  detector,
  log,
}: RendererOptions): Renderer {
  const line = createLine(workers, queueLength);
  const stop = new AbortController();
  const within = <T>(work: () => Promise<T>, signal: AbortSignal | undefined): Promise<T> =>
    line.enter(() => {
      const late = AbortSignal.timeout(deadlineMs);
      return ended(work(), AbortSignal.any([stop.signal, late, ...(signal ? [signal] : [])]), late, stop.signal);
    }, signal);
  const seeing = async <T>(work: (sight: Sight) => Promise<T>): Promise<T> => {
    const sight = createSight(detector && setupOf(detector, deadlineMs));
    const done = await work(sight);
    const why = sight.complaint();
    if (why !== undefined) log.warn(detectorFailed, { why });
    return done;
  };

  return {
    render: (job, source, signal, layers = []) =>
      within(async () => {
        checkTexts(job.steps, fonts);
        useFonts(fonts);
        const { quietDecoder, renderPicture } = await import("./render.ts");
        quietDecoder();
        const [bytes, others] = [await readAll(source), await readEach(layers)];
        return seeing((sight) => renderPicture(job, bytes, limits, others, fonts, sight));
      }, signal),
    inspect: (job, source, wanted, signal, layers = []) =>
      within(async () => {
        checkTexts(job.steps, fonts);
        useFonts(fonts);
        const { inspectPicture } = await import("./inspect.ts");
        (await import("./render.ts")).quietDecoder();
        const [bytes, others] = [await readAll(source), await readEach(layers)];
        return seeing((sight) => inspectPicture(job, wanted, bytes, limits, others, fonts, sight));
      }, signal),
    measure: (source, format, signal) =>
      within(async () => (await import("./render.ts")).measurePicture(await readAll(source), format), signal),
    isBusy: () => line.isBusy(),
    close: async () => {
      line.close();
      stop.abort();
    },
  };
}

/** The work's outcome, or the error of whatever ends it first. */
async function ended<T>(work: Promise<T>, end: AbortSignal, late: AbortSignal, stopped: AbortSignal): Promise<T> {
  const { promise, reject } = Promise.withResolvers<never>();
  const give = (): void => {
    if (stopped.aborted) reject(new IntaglioError("STOPPING"));
    else reject(late.aborted ? new IntaglioError("RENDER_TIMEOUT") : end.reason);
  };
  end.addEventListener("abort", give, { once: true });
  try {
    return await Promise.race([work, promise]);
  } finally {
    end.removeEventListener("abort", give);
  }
}

async function readEach(blobs: readonly OpenBlob[]): Promise<Uint8Array[]> {
  const all: Uint8Array[] = [];
  for (const blob of blobs) all.push(await readAll(blob));
  return all;
}

async function readAll({ size, body }: OpenBlob): Promise<Uint8Array> {
  const bytes = Buffer.allocUnsafe(size);
  let at = 0;
  for await (const chunk of body) {
    if (at + chunk.length > size) throw new IntaglioError("STORAGE_FAILED", `more than the ${size} bytes promised`);
    bytes.set(chunk, at);
    at += chunk.length;
  }
  if (at < size) throw new IntaglioError("STORAGE_FAILED", `${at} bytes of ${size}`);
  return bytes;
}
