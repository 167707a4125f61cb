/** A stranger's picture: its bytes, and what its own header says of them. */
import { IntaglioError, type ImageFacts, type ImageFormat, type Step } from "@intaglio/contract";
import type { Metadata, Sharp } from "sharp";
import { decode, readHeader } from "./decode.ts";
import { factsOf } from "./facts.ts";
import { framesTaken } from "./frames.ts";
import type { PixelLimits } from "./limits.ts";
import { turnedBack } from "./operations/orient.ts";
import { storedFrame } from "./stored.ts";
import type { Stroke } from "./stroke.ts";
import { viaPng, viaRaw, type Work } from "./work.ts";

/** One picture. What was known of it before is not believed: `header` and `facts` are of `page` itself. */
export interface Picture {
  readonly bytes: Uint8Array;
  readonly header: Metadata;
  readonly facts: ImageFacts;
  /** The frame or page that is painted, from 0. */
  readonly page: number;
}

/** Reads the header of the frame that steps begin with. Throws `IMAGE_UNREADABLE`. */
export async function readPicture(
  bytes: Uint8Array,
  format: ImageFormat,
  steps: readonly Step[] = [],
): Promise<Picture> {
  const first = await headerOf(bytes, format, 0);
  const { page } = framesTaken(steps, first.pages ?? 1);
  const header = page === 0 ? first : await headerOf(bytes, format, page);
  return { bytes, header, facts: factsOf(header, format), page };
}

async function headerOf(bytes: Uint8Array, format: ImageFormat, page: number): Promise<Metadata> {
  const header = await readHeader(bytes, format, page);
  if (header === undefined) throw new IntaglioError("IMAGE_UNREADABLE", `no readable ${format}`);
  return header;
}

/**
 * The picture as it is stored, ready for its first pass. Where EXIF is kept, sharp turns the picture upright and drops
 * the orientation from the EXIF block, which nothing else in it does; `first` then is the way back.
 */
export function openPicture(
  { bytes, header, facts, page }: Picture,
  limits: PixelLimits,
  keepExif = false,
): { readonly work: Work; readonly first: readonly Stroke[] } {
  const keep = keepExif && header.exif !== undefined;
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
  const work = { size: { width, height }, pixels, open, between: keep ? viaPng : viaRaw, untrusted: true };
  return { work, first: upright ? turnedBack(facts, facts.orientation) : [] };
}
