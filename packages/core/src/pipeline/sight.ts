/** A job's look at what a detector finds in its pictures. */
import { setTimeout as sleep } from "node:timers/promises";
import type { DetectedBox, DetectedKind, DetectorFacts, DetectorPicture } from "./detector.ts";
import { loadDetector } from "./load-detector.ts";

/** A detector, and how long it may think. */
export type DetectorSetup = Pick<DetectorFacts, "url" | "kinds"> & {
  /** Milliseconds for one look. */
  readonly patienceMs: number;
};

/** What the log says of a detector that throws, never answers, or answers nonsense. */
export const detectorFailed = "the detector failed";

/** What a worker is told of a detector: half of a job's time is for it, so that the rest can be done without. */
export function setupOf({ url, kinds }: DetectorFacts, deadlineMs: number): DetectorSetup {
  return { url, kinds, patienceMs: Math.ceil(deadlineMs / 2) };
}

/** Faces and objects, found for one job. */
export interface Sight {
  /** What can be found. */
  readonly kinds: readonly DetectedKind[];
  /** What there is of these kinds: boxes within the picture, 100 at most. A detector that fails finds nothing and is not asked again. */
  look(picture: DetectorPicture, kinds: readonly DetectedKind[]): Promise<readonly DetectedBox[]>;
  /** What went wrong first, as a phrase; undefined when all is well. */
  complaint(): string | undefined;
}

/** More would only cost: who shall be kept in view, or made unknown, is among the surest. */
const mostBoxes = 100;

/** Starts a job's sight. Without a detector nothing can be found. */
export function createSight(setup: DetectorSetup | undefined): Sight {
  let complaint: string | undefined;
  let isBroken = false;
  return {
    kinds: setup?.kinds ?? [],
    async look(picture, kinds) {
      if (setup === undefined || isBroken) return [];
      try {
        const answer = await within(ask(setup.url, picture, kinds), setup.patienceMs);
        const { boxes, nonsense } = readBoxes(answer, picture);
        complaint ??= nonsense;
        return boxes.filter(({ kind }) => kinds.includes(kind));
      } catch (error) {
        isBroken = true;
        complaint ??= (error instanceof Error ? error.message : String(error)).slice(0, 500);
        return [];
      }
    },
    complaint: () => complaint,
  };
}

async function ask(url: string, picture: DetectorPicture, kinds: readonly DetectedKind[]): Promise<unknown> {
  return (await loadDetector(url)).detect(picture, kinds);
}

async function within<T>(work: Promise<T>, ms: number): Promise<T> {
  const stop = new AbortController();
  const late = sleep(ms, undefined, { signal: stop.signal }).then(() => {
    throw new Error(`no answer after ${ms} ms`);
  });
  try {
    return await Promise.race([work, late]);
  } finally {
    stop.abort();
  }
}

/** Boxes that make sense, cut to the picture, the surest first; `nonsense` tells of the others. */
function readBoxes(
  answer: unknown,
  picture: DetectorPicture,
): { readonly boxes: DetectedBox[]; readonly nonsense: string | undefined } {
  if (!Array.isArray(answer)) return { boxes: [], nonsense: "its answer is no list of boxes" };
  const read = answer.map((one: unknown) => readBox(one, picture));
  const boxes = read.filter((box) => box !== undefined);
  const surest = boxes.toSorted((one, other) => scoreOf(other) - scoreOf(one)).slice(0, mostBoxes);
  if (boxes.length < read.length) {
    const bad = read.indexOf(undefined);
    return { boxes: surest, nonsense: `box ${bad} is none within ${picture.width}x${picture.height}` };
  }
  const nonsense = boxes.length > mostBoxes ? `${boxes.length} boxes, of which ${mostBoxes} count` : undefined;
  return { boxes: surest, nonsense };
}

function scoreOf({ score = 1 }: DetectedBox): number {
  return score;
}

function readBox(value: unknown, picture: DetectorPicture): DetectedBox | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, x, y, width, height, score = 1 } = value as Partial<DetectedBox>;
  const isFinite = [x, y, width, height, score].every((number) => Number.isFinite(number));
  if (!isFinite || (kind !== "face" && kind !== "object")) return undefined;
  const [left, top, across, down] = [Number(x), Number(y), Number(width), Number(height)];
  const box = {
    kind,
    x: Math.max(0, left),
    y: Math.max(0, top),
    width: Math.min(picture.width, left + across) - Math.max(0, left),
    height: Math.min(picture.height, top + down) - Math.max(0, top),
    score,
  };
  return box.width > 0 && box.height > 0 ? box : undefined;
}
