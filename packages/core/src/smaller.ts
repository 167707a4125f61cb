/**
 * Smaller copies of large pictures: thumbnails start from them, for a fraction of the time.
 * docs/decisions/smaller-copies.md says how sizes and formats were chosen.
 */
import { checkEncode, checkStep, type FileRecord, type OpenBlob, type Size } from "@intaglio/contract";
import type { Engine, Rendition, Target } from "./engine.ts";
import { imageTypes } from "./intake/sniff.ts";
import { renditionKey } from "./library/keys.ts";
import { firstScale } from "./pipeline/first-scale.ts";
import { storedFrame } from "./pipeline/stored.ts";
import { imageOf, toJob } from "./subject.ts";

/** Below this many pixels whatever is decoded whole costs little. */
const leastPixels = 3_000_000;
const decodedWhole: readonly string[] = ["png", "webp", "avif", "tiff"];
/** Longer sides of the copies that there may be, ascending, in pixels. JPEG is decoded at a fraction of its size anyway. */
const longerSides = { jpeg: [640, 1600], opaque: [2048], clear: [1024] } as const;
/** Copies of JPEG that one render could have used: they are worth their making from the second on. */
const wantedOnce = new WeakMap<Engine, Set<string>>();
const maxWanted = 10_000;

/** A file's smaller copy, whether it is there or not. */
interface Copy extends Size {
  readonly key: string;
  readonly format: "jpeg" | "png";
}

/** A smaller copy that was found, its bytes unread. */
export interface Smaller {
  readonly format: Copy["format"];
  readonly source: OpenBlob;
}

/** The smallest copy that is there and does for a target. The one that would do best is noted for idle time. */
export async function findSmaller(engine: Engine, file: FileRecord, target: Target): Promise<Smaller | undefined> {
  const fitting = copiesOf(engine, file).filter((copy) => suffices(engine, copy, file, target));
  for (const copy of fitting) {
    const source = await engine.renditions.open(copy.key);
    if (source) return { format: copy.format, source };
    if (copy === fitting[0] && isWorthIt(engine, file, copy)) expect(engine, file, copy);
  }
  return undefined;
}

/** Notes for idle time that the file will want its smaller copies. */
export function expectSmaller(engine: Engine, file: FileRecord): void {
  if (file.image) for (const copy of copiesOf(engine, file)) expect(engine, file, copy);
}

function expect(engine: Engine, file: FileRecord, copy: Copy): void {
  engine.idle.add(`smaller ${copy.key}`, (signal) => makeSmaller(engine, file, copy, signal));
}

/** Half the picture at most, or nothing would be won. Sizes are those of the picture as it is stored. */
function copiesOf(engine: Engine, file: FileRecord): Copy[] {
  const image = imageOf(file);
  if (engine.settings.renditions.smallerCopies === "never" || image.pages > 1) return [];
  const { width, height } = storedFrame(image);
  const longer = Math.max(width, height);
  return sidesOf(file)
    .map((side) => Math.min(side, Math.floor(longer / 2)))
    .map((side) => ({
      width: Math.max(1, Math.round((width * side) / longer)),
      height: Math.max(1, Math.round((height * side) / longer)),
      format: image.hasAlpha ? "png" : "jpeg",
      key: renditionKey(file.id, engine.digest(`smaller|${file.id}|${file.sha256}|${side}`)),
    }));
}

function sidesOf(file: FileRecord): readonly number[] {
  const { width, height, hasAlpha } = imageOf(file);
  if (isDecodedSmall(file)) return longerSides.jpeg.filter((side) => side * 2 <= Math.max(width, height));
  if (width * height < leastPixels || !isDecodedWhole(file)) return [];
  return hasAlpha ? longerSides.clear : longerSides.opaque;
}

function isDecodedSmall(file: FileRecord): boolean {
  const { format, interlaced } = imageOf(file);
  return format === "jpeg" && !interlaced;
}

function isDecodedWhole(file: FileRecord): boolean {
  const { format, interlaced } = imageOf(file);
  return decodedWhole.includes(format) || (format === "jpeg" && interlaced);
}

/** What is scaled to half the copy's size or less looks the same from it. EXIF is in the original alone. */
function suffices(engine: Engine, copy: Copy, file: FileRecord, { steps, encode }: Target): boolean {
  if (encode.metadata !== "none") return false;
  const size = firstScale(steps, imageOf(file), engine.detector?.kinds);
  return size !== undefined && size.width * 2 <= copy.width && size.height * 2 <= copy.height;
}

function isWorthIt(engine: Engine, file: FileRecord, { key }: Copy): boolean {
  if (!isDecodedSmall(file)) return true;
  const wanted = wantedOnce.get(engine) ?? new Set();
  wantedOnce.set(engine, wanted);
  if (wanted.delete(key)) return true;
  if (wanted.size >= maxWanted) wanted.clear();
  wanted.add(key);
  return false;
}

async function makeSmaller(engine: Engine, file: FileRecord, copy: Copy, signal: AbortSignal): Promise<void> {
  const { key, format, width, height } = copy;
  let made = 0;
  const make = async (stop: AbortSignal): Promise<Rendition> => {
    const step = checkStep({ op: "resize", width, height, mode: "force", enlarge: "allow" });
    const encode = { ...checkEncode({ quality: 95, chroma: "444", effort: "fast" }), format };
    const { job, source } = await toJob(engine, { file, layers: new Map() }, { steps: [step], encode });
    const { bytes } = await engine.pixels.render(job, source, stop);
    made = bytes.byteLength;
    return { bytes, width, height, type: imageTypes[format] };
  };
  await engine.renditions.prepare(key, file.id, make, signal);
  if (made > 0) engine.log.info("made a smaller copy", { key, bytes: made });
}
