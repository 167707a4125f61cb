/** A job, from bytes to bytes, in this process. */
import type { ImageFacts, ImageFormat } from "@intaglio/contract";
import type { Sharp } from "sharp";
import { paintFrames } from "./animate.ts";
import { readHeader } from "./decode.ts";
import { openRaw } from "./raw.ts";

export { hardenDecoder, quietDecoder } from "./decode.ts";
import { encodeWithin } from "./encode-within.ts";
import { colorsBefore, encodeAs, holdsAlpha, keepMetadata } from "./encode.ts";
import { factsOf } from "./facts.ts";
import { checkFrames, framesKept } from "./frames.ts";
import { checkTexts, type Named } from "./fonts.ts";
import type { PixelLimits } from "./limits.ts";
import { reduceColors } from "./palette.ts";
import { alphaAfterAll } from "./passes.ts";
import { openPicture, readPicture, type Picture } from "./picture.ts";
import type { Encoding, RenderJob, Rendered } from "./job.ts";
import { createSight, type Sight } from "./sight.ts";
import { storedFrame } from "./stored.ts";
import type { Stroke } from "./stroke.ts";
import { aroundOf, walk, type Studio } from "./walk.ts";
import { develop, finish, repaint, type Work } from "./work.ts";

/** What the bytes are; null when they are no readable picture of this format. */
export async function measurePicture(bytes: Uint8Array, format: ImageFormat): Promise<ImageFacts | null> {
  const header = await readHeader(bytes, format);
  return header === undefined ? null : factsOf(header, format);
}

/**
 * Carries out a job; `layers` are the bytes of its layers, in their order. What was known of the pictures is not believed:
 * every limit is checked on their own headers again.
 */
export async function renderPicture(
  job: RenderJob,
  bytes: Uint8Array,
  limits: PixelLimits,
  layers: readonly Uint8Array[] = [],
  fonts: readonly Named[] = [],
  sight: Sight = createSight(undefined),
): Promise<Rendered> {
  const studio = await openStudio(job, bytes, limits, layers, fonts, sight);
  const { facts } = studio.self;
  const pages = framesKept(facts, job.encode, job.steps);
  checkFrames(job.steps, facts, limits, pages, aroundOf(studio).layers, sight.kinds);
  return pages > 1 ? renderMoving(job, pages, studio) : renderStill(job, studio);
}

/** A job's pictures, their headers read. Throws `IMAGE_UNREADABLE`. */
export async function openStudio(
  job: RenderJob,
  bytes: Uint8Array,
  limits: PixelLimits,
  layers: readonly Uint8Array[],
  fonts: readonly Named[],
  sight: Sight,
): Promise<Studio> {
  checkTexts(job.steps, fonts);
  const read = await readPicture(bytes, job.reduced ?? job.image.format, job.steps);
  const self = job.reduced === undefined ? read : { ...read, facts: job.image };
  return { self, layers: await readLayers(job, layers), limits, fonts, sight };
}

async function readLayers(job: RenderJob, layers: readonly Uint8Array[]): Promise<Map<string, Picture>> {
  const read = new Map<string, Picture>();
  for (const [index, { source, image }] of job.layers.entries())
    read.set(source, await readPicture(layers[index] ?? new Uint8Array(), image.format));
  return read;
}

async function renderStill({ steps, encode }: RenderJob, studio: Studio): Promise<Rendered> {
  const { self, limits } = studio;
  const { work: source, first } = openPicture(self, limits, encode.metadata === "keep");
  const start = { work: source, strokes: first };
  const { work, strokes } = await walk(start, steps, storedFrame(self.facts), studio);
  // JPEG would show what lies under transparent parts, which may be anything.
  const opaque: Stroke[] =
    !holdsAlpha(encode.format) && alphaAfterAll(strokes, work.pixels.alpha)
      ? [{ kind: "flatten", color: encode.background, size: strokes.at(-1)?.size ?? work.size }]
      : [];
  const all = [...strokes, ...opaque];
  const write = (now: Encoding, image: Sharp): Sharp => keepMetadata(encodeAs(image, now), now.metadata, self.header);
  const { data, info } = await writeStill(encode, work, all, write);
  return { bytes: data, width: info.width, height: info.height, pages: 1 };
}

async function writeStill(
  encode: Encoding,
  work: Work,
  strokes: readonly Stroke[],
  write: (now: Encoding, image: Sharp) => Sharp,
): ReturnType<typeof finish> {
  const colors = colorsBefore(encode);
  if (colors === undefined && encode.maxBytes === undefined)
    return finish(work, strokes, (image) => write(encode, image));
  const plain = await develop(work, strokes);
  const painted = colors === undefined ? plain : await repaint(plain, (raw) => reduceColors(raw, colors));
  return encodeWithin(encode, (now) => finish(painted, [], (image) => write(now, image)));
}

async function renderMoving({ steps, encode }: RenderJob, pages: number, studio: Studio): Promise<Rendered> {
  const { header, page } = studio.self;
  const { raw: painted, pageHeight } = await paintFrames({ studio, pages }, steps);
  const raw = encode.colors === undefined ? painted : reduceColors(painted, encode.colors);
  const { frameMs, loop = header.loop ?? 0 } = encode;
  const delay = Array.from({ length: pages }, (_, index) => frameMs ?? header.delay?.[page + index] ?? 100);
  const { data } = await encodeWithin(encode, async (now) => ({
    data: await encodeAs(openRaw(raw, pageHeight), now, { delay, loop }).toBuffer(),
  }));
  return { bytes: data, width: raw.width, height: pageHeight, pages };
}
