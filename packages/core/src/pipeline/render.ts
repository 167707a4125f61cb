/** A job, from bytes to bytes, in this process. */
import { IntaglioError, type ImageFacts, type ImageFormat, type Step } from "@intaglio/contract";
import type { Metadata, Sharp } from "sharp";
import { paintFrames, type Animation } from "./animate.ts";
import { decode, readHeader } from "./decode.ts";
import { openRaw } from "./raw.ts";

export { hardenDecoder, quietDecoder } from "./decode.ts";
import { encodeWithin } from "./encode-within.ts";
import { colorsBefore, encodeAs, holdsAlpha, keepMetadata } from "./encode.ts";
import { factsOf } from "./facts.ts";
import { checkFrames, checkStepFrame, frameAfter, framesKept, framesTaken, storedFrame, strokesOf } from "./frames.ts";
import type { PixelLimits } from "./limits.ts";
import { turnedBack } from "./operations/orient.ts";
import { reduceColors } from "./palette.ts";
import { alphaAfterAll } from "./passes.ts";
import type { Encoding, RenderJob, Rendered } from "./job.ts";
import type { Stroke } from "./stroke.ts";
import { develop, finish, repaint, run, viaPng, viaRaw, type Work } from "./work.ts";

/** What the bytes are; null when they are no readable picture of this format. */
export async function measurePicture(bytes: Uint8Array, format: ImageFormat): Promise<ImageFacts | null> {
  const header = await readHeader(bytes, format);
  return header === undefined ? null : factsOf(header, format);
}

/** Carries out a job. What was known of the picture is not believed: every limit is checked on its own header again. */
export async function renderPicture(job: RenderJob, bytes: Uint8Array, limits: PixelLimits): Promise<Rendered> {
  const first = await headerOf(job, bytes, 0);
  const { page } = framesTaken(job.steps, first.pages ?? 1);
  const header = page === 0 ? first : await headerOf(job, bytes, page);
  const facts = factsOf(header, job.image.format);
  const pages = framesKept(facts, job.encode, job.steps);
  checkFrames(job.steps, facts, limits, pages);
  return pages > 1
    ? renderMoving(job, { bytes, header, page, pages, limits })
    : renderStill(job, bytes, header, facts, limits);
}

async function headerOf({ image }: RenderJob, bytes: Uint8Array, page: number): Promise<Metadata> {
  const header = await readHeader(bytes, image.format, page);
  if (header === undefined) throw new IntaglioError("IMAGE_UNREADABLE", `no readable ${image.format}`);
  return header;
}

async function renderStill(
  job: RenderJob,
  bytes: Uint8Array,
  header: Metadata,
  facts: ImageFacts,
  limits: PixelLimits,
): Promise<Rendered> {
  const start = opened(job, bytes, header, facts, limits);
  const back = start.upright ? turnedBack(facts, facts.orientation) : [];
  const { work, strokes } = await walked(start.work, back, job.steps, facts, limits);
  const { encode } = job;
  // JPEG would show what lies under transparent parts, which may be anything.
  const opaque: Stroke[] =
    !holdsAlpha(encode.format) && alphaAfterAll(strokes, work.pixels.alpha)
      ? [{ kind: "flatten", color: encode.background, size: strokes.at(-1)?.size ?? work.size }]
      : [];
  const all = [...strokes, ...opaque];
  const write = (now: Encoding, image: Sharp): Sharp => keepMetadata(encodeAs(image, now), now.metadata, header);
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

interface Walk {
  readonly work: Work;
  readonly strokes: Stroke[];
}

/** Painted as far as a size is known only afterwards; `strokes` are still to be done. */
async function walked(
  start: Work,
  first: readonly Stroke[],
  steps: readonly Step[],
  facts: ImageFacts,
  limits: PixelLimits,
): Promise<Walk> {
  let work = start;
  let strokes = [...first];
  let frame = storedFrame(facts);
  for (const step of steps) {
    checkStepFrame(step, frame, limits, 1);
    const made = strokesOf(step, frame);
    strokes.push(...made);
    frame = frameAfter(step, frame, made);
    if (!made.some(({ kind }) => kind === "trim")) continue;
    work = await run(work, strokes);
    strokes = [];
    frame = { ...work.size, orientation: frame.orientation };
  }
  return { work, strokes };
}

/**
 * The source, ready for its first pass. Where EXIF is kept, sharp turns the picture upright and drops the orientation
 * from the EXIF block, which nothing else in it does; the strokes then begin with the way back.
 */
function opened(
  job: RenderJob,
  bytes: Uint8Array,
  header: Metadata,
  facts: ImageFacts,
  limits: PixelLimits,
): { work: Work; upright: boolean } {
  const keep = job.encode.metadata === "keep" && header.exif !== undefined;
  const { page } = framesTaken(job.steps, facts.pages);
  const upright = keep && facts.orientation !== 1;
  const { width, height } = upright ? facts : storedFrame(facts);
  const deep = header.depth !== "uchar";
  const open = (): Sharp => {
    const stored = decode(bytes, limits, { page, pages: 1 });
    const image = upright ? stored.autoOrient() : stored;
    // sharp works on 16-bit pictures in Display P3; without this their numbers would pass for sRGB.
    return deep && header.hasProfile ? image.withIccProfile("srgb", { attach: false }) : image;
  };
  const pixels = { alpha: facts.hasAlpha, foreign: deep || header.space !== "srgb" };
  return { work: { size: { width, height }, pixels, open, between: keep ? viaPng : viaRaw, untrusted: true }, upright };
}

async function renderMoving({ steps, encode }: RenderJob, animation: Animation): Promise<Rendered> {
  const { header, page, pages } = animation;
  const { raw: painted, pageHeight } = await paintFrames(animation, steps);
  const raw = encode.colors === undefined ? painted : reduceColors(painted, encode.colors);
  const { frameMs, loop = header.loop ?? 0 } = encode;
  const delay = Array.from({ length: pages }, (_, index) => frameMs ?? header.delay?.[page + index] ?? 100);
  const { data } = await encodeWithin(encode, async (now) => ({
    data: await encodeAs(openRaw(raw, pageHeight), now, { delay, loop }).toBuffer(),
  }));
  return { bytes: data, width: raw.width, height: pageHeight, pages };
}
