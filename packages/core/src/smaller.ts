/**
 * Smaller copies of large pictures: thumbnails start from them, for a fraction of the time. JPEG needs none, since it is
 * decoded small, unless it is progressive. docs/decisions/smaller-copies.md says how sizes and formats were chosen.
 */
import { checkEncode, checkStep, type FileRecord, type Size } from "@intaglio/contract";
import type { Engine, Rendition, Target } from "./engine.ts";
import { imageTypes } from "./intake/sniff.ts";
import { renditionKey } from "./library/keys.ts";
import { firstScale } from "./pipeline/first-scale.ts";
import { imageOf, toJob } from "./subject.ts";

/** Below this many pixels decoding costs little. */
const leastPixels = 3_000_000;
const longestSide = 2048;
/** Copies with transparency are PNG, which is larger and slower to decode. */
const longestClearSide = 1024;
const decodedWhole: readonly string[] = ["png", "webp", "avif", "tiff"];

/** A file's smaller copy, whether it is there or not. */
interface Copy extends Size {
  readonly key: string;
  readonly format: "jpeg" | "png";
}

/** The smaller copy that a target may start from, whether it is there or not. */
export function smallerFor(engine: Engine, file: FileRecord, target: Target): Copy | undefined {
  const copy = copyOf(engine, file);
  return copy && suffices(engine, copy, file, target) ? copy : undefined;
}

/** Notes for idle time that the file will want a smaller copy. */
export function expectSmaller(engine: Engine, file: FileRecord): void {
  const copy = file.image && copyOf(engine, file);
  if (copy) engine.idle.add(`smaller ${file.id}`, (signal) => makeSmaller(engine, file, copy, signal));
}

/** Half at most, or nothing would be won; only of pictures that lie as they are stored. */
function copyOf(engine: Engine, file: FileRecord): Copy | undefined {
  const { format, width, height, pages, orientation, hasAlpha, interlaced } = imageOf(file);
  const isHeavy = decodedWhole.includes(format) || (format === "jpeg" && interlaced);
  if (engine.settings.renditions.smallerCopies === "never" || !isHeavy) return undefined;
  if (width * height < leastPixels || pages > 1 || orientation !== 1) return undefined;
  const longer = Math.max(width, height);
  const factor = Math.min(hasAlpha ? longestClearSide : longestSide, Math.floor(longer / 2)) / longer;
  return {
    width: Math.max(1, Math.round(width * factor)),
    height: Math.max(1, Math.round(height * factor)),
    format: hasAlpha ? "png" : "jpeg",
    key: renditionKey(file.id, engine.digest(`smaller|${file.id}|${file.sha256}`)),
  };
}

/** What is scaled to half the copy's size or less looks the same from it. EXIF is in the original alone. */
function suffices(engine: Engine, copy: Copy, file: FileRecord, { steps, encode }: Target): boolean {
  if (encode.metadata !== "none") return false;
  const size = firstScale(steps, imageOf(file), engine.detector?.kinds);
  return size !== undefined && size.width * 2 <= copy.width && size.height * 2 <= copy.height;
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
