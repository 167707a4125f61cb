/** A renderer whose jobs run in child processes: a crash, a loop or a leak there is one failed request here. */
import { IntaglioError, writeRecipe, type OpenBlob } from "@intaglio/contract";
import { checkTexts } from "./fonts.ts";
import type { Child, Outcome } from "./child.ts";
import type { Renderer, RendererOptions } from "./job.ts";
import { createLine } from "./line.ts";
import { createPool, type Pool } from "./pool.ts";
import { detectorFailed, setupOf } from "./sight.ts";
import { memoryNotice, type Place, type Task } from "./wire.ts";

/** A renderer that can say who works for it. */
export interface ProcessRenderer extends Renderer {
  /** The living workers' process ids. */
  pids(): number[];
}

/** A job nobody waits for may end by itself within this time: to start a worker anew costs about as much. */
const graceMs = 250;

type Work = (task: Task, blobs: readonly OpenBlob[], signal: AbortSignal) => Promise<Outcome>;

/** Starts the renderer; its workers start with the jobs. */
export function createProcessRenderer(options: RendererOptions): ProcessRenderer {
  const line = createLine(options.workers, options.queueLength);
  const { limits, memoryBytes, detector, deadlineMs } = options;
  const sight = detector === undefined ? {} : { detector: setupOf(detector, deadlineMs) };
  const pool = createPool({ limits, memoryBytes, ...sight }, options.fonts);
  const work = workOn(pool, options);

  /** The caller is let go at once; the worker stays busy until it is done or ended. */
  const perform = (task: Task, blobs: readonly OpenBlob[], signal?: AbortSignal): Promise<Outcome> => {
    const given = signal ?? new AbortController().signal;
    const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
    const left = (): void => reject(given.reason);
    given.addEventListener("abort", left, { once: true });
    line.enter(() => work(task, blobs, given), given, task.do === "measure").then(resolve, reject);
    return promise.finally(() => given.removeEventListener("abort", left));
  };

  return {
    pids: () => pool.pids(),
    async render(job, source, signal, layers = []) {
      checkTexts(job.steps, options.fonts ?? []);
      const blobs = [source, ...layers];
      const outcome = await perform({ do: "render", job, places: blobs.map(placeOf) }, blobs, signal);
      if (outcome.is !== "rendered") throw new IntaglioError("INTERNAL", "the worker answered another question");
      const { bytes, width, height, pages } = outcome;
      return { bytes, width, height, pages };
    },
    async measure(source, format, signal) {
      const outcome = await perform({ do: "measure", format, places: [placeOf(source)] }, [source], signal);
      if (outcome.is !== "measured") throw new IntaglioError("INTERNAL", "the worker answered another question");
      return outcome.facts;
    },
    async inspect(job, source, wanted, signal, layers = []) {
      checkTexts(job.steps, options.fonts ?? []);
      const blobs = [source, ...layers];
      const outcome = await perform({ do: "inspect", job, wanted, places: blobs.map(placeOf) }, blobs, signal);
      if (outcome.is !== "inspected") throw new IntaglioError("INTERNAL", "the worker answered another question");
      return outcome.facts;
    },
    isBusy: () => line.isBusy(),
    async close() {
      line.close();
      await pool.close();
    },
  };
}

/** One task on one worker, with everything that may end it early. */
function workOn(pool: Pool, { deadlineMs, memoryBytes, log }: RendererOptions): Work {
  return async (task, blobs, signal) => {
    const child = await pool.take(signal);
    const kill = (code: "RENDER_TIMEOUT" | "STOPPING", why: string): void => child.kill(new IntaglioError(code, why));
    const late = setTimeout(() => kill("RENDER_TIMEOUT", `no answer after ${deadlineMs} ms`), deadlineMs);
    let grace: NodeJS.Timeout | undefined;
    const left = (): void => {
      grace = setTimeout(() => kill("STOPPING", "nobody waits for it any more"), graceMs);
    };
    signal.addEventListener("abort", left, { once: true });
    try {
      const outcome = await child.run(task, blobs, signal);
      pool.worked();
      if ("complaint" in outcome && outcome.complaint !== undefined)
        log.warn(detectorFailed, { why: outcome.complaint, ...factsOf(task) });
      return outcome;
    } catch (error) {
      const code = error instanceof IntaglioError ? error.code : undefined;
      if (code === "RENDER_TIMEOUT") log.warn("a render was ended at its deadline", factsOf(task));
      if (code === "RENDER_CRASHED" && !child.alive) {
        const ending = await endingOf(child, memoryBytes);
        // One that was ended for its memory says nothing about the next: whoever asks for such pictures must not slow down others.
        if (ending["why"] === undefined) pool.crashed();
        log.error("a render worker died", { ...factsOf(task), ...ending });
      }
      throw error;
    } finally {
      clearTimeout(late);
      clearTimeout(grace);
      signal.removeEventListener("abort", left);
      pool.rest(child);
    }
  };
}

function placeOf({ size, path }: OpenBlob): Place {
  return path === undefined ? { size } : { size, path };
}

async function endingOf(child: Child, memoryBytes: number): Promise<Record<string, unknown>> {
  const { code, signal, stderr } = await child.ended;
  return {
    exit: code,
    signal,
    stderr,
    ...(stderr.endsWith(memoryNotice) ? { why: `it used more than ${memoryBytes} bytes` } : {}),
  };
}

function factsOf(task: Task): Record<string, unknown> {
  const bytes = task.places.reduce((sum, { size }) => sum + size, 0);
  if (task.do === "measure") return { measured: task.format, bytes };
  const { image, steps, encode } = task.job;
  return {
    recipe: writeRecipe({ steps, encode }),
    format: image.format,
    width: image.width,
    height: image.height,
    bytes,
  };
}
