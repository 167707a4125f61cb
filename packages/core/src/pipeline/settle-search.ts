/** From what a detector finds in a picture to strokes. */
import { IntaglioError, type Anchor, type Size } from "@intaglio/contract";
import { findBy } from "./detect.ts";
import type { DetectedBox } from "./detector.ts";
import { placeWithin, side, type Box } from "./geometry.ts";
import { toRaw } from "./raw.ts";
import type { Sight } from "./sight.ts";
import { cut, scale, type OnFaces, type Seek, type Sketch, type Stroke } from "./stroke.ts";
import { develop, type Work } from "./work.ts";

/** So many pixels along its longer side show who is in a picture. */
const lookedAt = 640;

/** False for what stands for strokes that follow from a look at the picture. */
export function isStroke(sketch: Sketch): sketch is Stroke {
  return sketch.kind !== "seek" && sketch.kind !== "faces";
}

/** One step's strokes: a detector looks at the picture where they need it. `strokes` are still to be done on `work`. */
export async function settle(
  sketches: readonly Sketch[],
  work: Work,
  strokes: readonly Stroke[],
  sight: Sight,
): Promise<Stroke[]> {
  const made: Stroke[] = [];
  for (const sketch of sketches) {
    if (isStroke(sketch)) made.push(sketch);
    else if (sketch.kind === "faces") {
      const faces = await look(["face"], work, [...strokes, ...made], sight);
      // Whoever hides faces wants no picture rather than one that shows them.
      const complaint = sight.complaint();
      if (complaint !== undefined) throw new IntaglioError("RENDER_CRASHED", `faces could not be found: ${complaint}`);
      made.push(...faces.map((box) => ({ ...sketch.paint, box: outwards(box, sketch.size) })));
    } else made.push(...framed(sketch, await look(sketch.kinds, work, [...strokes, ...made], sight)));
  }
  return made;
}

/** The same by numbers alone: as if something were found, and all of the picture were a face. */
export function plannedSearch(sketch: Seek | OnFaces): Stroke[] {
  const { width, height } = sketch.size;
  const box = { left: 0, top: 0, width, height };
  return sketch.kind === "faces" ? [{ ...sketch.paint, box }] : [...grown(sketch), ...cut(sketch.scaled, box)];
}

type Found = Box & Pick<DetectedBox, "kind">;

/** What is found, in pixels of the picture as the strokes leave it. */
async function look(kinds: Seek["kinds"], work: Work, strokes: readonly Stroke[], sight: Sight): Promise<Found[]> {
  const { width, height } = strokes.at(-1)?.size ?? work.size;
  const factor = Math.min(1, lookedAt / Math.max(width, height));
  const small = { width: side(width * factor), height: side(height * factor) };
  const plain: Stroke = { kind: "flatten", color: "ffffffff", size: small };
  const done = await develop(work, [...strokes, ...scale({ width, height }, small, "lanczos3"), plain]);
  const { data } = await toRaw(done.open().toColourspace("srgb"));
  const [across, down] = [width / small.width, height / small.height];
  return (await sight.look({ data, ...small }, kinds)).map((box) => ({
    kind: box.kind,
    left: box.x * across,
    top: box.y * down,
    width: box.width * across,
    height: box.height * down,
  }));
}

/** Whole pixels; one that is touched is meant. */
function outwards({ left, top, width, height }: Box, picture: Size): Box {
  const [x, y] = [Math.floor(left), Math.floor(top)];
  const right = Math.min(picture.width, Math.ceil(left + width));
  const bottom = Math.min(picture.height, Math.ceil(top + height));
  return { left: x, top: y, width: right - x, height: bottom - y };
}

function framed(seek: Seek, found: readonly Found[]): Stroke[] {
  const { before, scaled, size, kernel, zoom, otherwise } = seek;
  const kind = seek.kinds.find((one) => found.some((box) => box.kind === one));
  if (kind === undefined)
    return "by" in otherwise
      ? [findBy(otherwise.by, seek)]
      : [...grown(seek), ...cut(scaled, placeWithin({ kind: "named", at: otherwise.at }, size, scaled))];
  const factor = factorOf(seek);
  // What is kept at the most, in pixels of the picture before.
  const widest = { width: size.width / factor, height: size.height / factor };
  const subject = subjectOf(
    found.filter((box) => box.kind === kind),
    widest,
  );
  const anchor = centreOf(subject, before);
  if (zoom === 0) return [...grown(seek), ...cut(scaled, placeWithin(anchor, size, scaled))];
  const part = nearer(seek, widest, subject, factor);
  return [...cut(before, placeWithin(anchor, part, before)), ...scale(part, size, kernel)];
}

/** By how much the picture is scaled: the side that decides has its exact number, the other one is rounded. */
function factorOf({ before, scaled, size }: Seek): number {
  return scaled.width === size.width ? scaled.width / before.width : scaled.height / before.height;
}

function grown({ before, scaled, kernel }: Seek): Stroke[] {
  return scale(before, scaled, kernel);
}

/** All that is found, where it fits into the frame; else the largest. */
function subjectOf(found: readonly Box[], frame: Size): Box {
  const left = Math.min(...found.map((box) => box.left));
  const top = Math.min(...found.map((box) => box.top));
  const all = {
    left,
    top,
    width: Math.max(...found.map((box) => box.left + box.width)) - left,
    height: Math.max(...found.map((box) => box.top + box.height)) - top,
  };
  if (all.width <= frame.width && all.height <= frame.height) return all;
  return found.reduce((one, other) => (other.width * other.height > one.width * one.height ? other : one));
}

function centreOf({ left, top, width, height }: Box, picture: Size): Anchor {
  return {
    kind: "point",
    x: (left + width / 2) / picture.width,
    y: (top + height / 2) / picture.height,
    align: "center",
  };
}

/** The part that is kept: between the widest and the one that the subject fills, which enlarging may forbid. */
function nearer({ before, zoom, enlarges }: Seek, widest: Size, subject: Size, factor: number): Size {
  const least = enlarges ? 0 : factor;
  const filled = Math.max(subject.width / widest.width, subject.height / widest.height, least);
  const share = 1 - zoom * (1 - Math.min(1, filled));
  return {
    width: Math.min(before.width, side(widest.width * share)),
    height: Math.min(before.height, side(widest.height * share)),
  };
}
