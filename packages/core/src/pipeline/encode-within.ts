/** Results of at most so many bytes: the quality gives way. */
import { IntaglioError } from "@intaglio/contract";
import { colorsOf, hasPalette, palettes } from "./encode.ts";
import type { Encoding } from "./job.ts";
import { qualityNumber, usualSize } from "./qualities.ts";

/** Encodes in all, the first with what was asked for among them. */
const mostTries = 5;
/** A result that fills so much of what is allowed ends the search. */
const nearEnough = 0.9;

/** Something encoded. */
interface Written {
  readonly data: Uint8Array;
}

/** One try: a step on the format's scale, and what it came to. */
interface Try<T> {
  readonly step: number;
  readonly result: T;
}

/**
 * Encodes with what was asked for, and where that is more than `maxBytes`, at most four times more: a first guess by
 * the usual sizes of qualities, then between the best that fits and the least that does not. When not even the lowest
 * quality fits it throws `PLAN_TOO_LARGE`, since who states a limit has a reason: a larger answer would break there.
 */
export async function encodeWithin<T extends Written>(
  encode: Encoding,
  write: (encode: Encoding) => Promise<T>,
): Promise<T> {
  const first = await write(encode);
  const { maxBytes = Infinity } = encode;
  if (first.data.length <= maxBytes) return first;
  let over: Try<T> = { step: firstStep(encode), result: first };
  let best: Try<T> | undefined;
  for (let tries = 1; tries < mostTries && over.step - (best?.step ?? 0) > 1; tries += 1) {
    const isLast = tries === mostTries - 1;
    const step = best === undefined && isLast ? 1 : guess(encode, maxBytes, over, best);
    const made = { step, result: await write(settingsAt(encode, step)) };
    if (made.result.data.length > maxBytes) over = made;
    else best = made;
    if (best && best.result.data.length >= maxBytes * nearEnough) break;
  }
  if (best) return best.result;
  const hint = `encode: at most ${maxBytes} bytes are wanted, and the lowest quality takes ${over.result.data.length}`;
  throw new IntaglioError("PLAN_TOO_LARGE", hint, { hint });
}

/** The usual sizes of palettes, against each other; the last is a PNG without one. */
const paletteSizes = [1, 1.85, 4.2, 10, 16] as const;

/** Scales of steps from 1 on: the quality's number, or a place in the list of palettes. */
function firstStep(encode: Encoding): number {
  const { format, lossless, quality } = encode;
  if (format === "png" && !hasPalette(encode)) return paletteSizes.length;
  if (format === "png" || format === "gif") return palettes.findIndex((colors) => colors >= colorsOf(encode)) + 1;
  return lossless ? 101 : qualityNumber(format, quality);
}

function settingsAt(encode: Encoding, step: number): Encoding {
  return encode.format === "png" || encode.format === "gif"
    ? { ...encode, colors: palettes[step - 1] ?? 256 }
    : { ...encode, lossless: false, quality: step };
}

/** The logarithm of a step's usual size, up to a constant. */
function usual({ format }: Encoding, step: number): number {
  if (format !== "png" && format !== "gif") return usualSize(format, Math.min(100, step));
  return Math.log(paletteSizes[step - 1] ?? 1);
}

function guess<T extends Written>(encode: Encoding, maxBytes: number, over: Try<T>, best: Try<T> | undefined): number {
  if (best) {
    const [low, high] = [Math.log(best.result.data.length), Math.log(over.result.data.length)];
    const share = (Math.log(maxBytes * 0.97) - low) / Math.max(1e-9, high - low);
    const step = Math.floor(best.step + share * (over.step - best.step));
    return Math.max(best.step + 1, Math.min(over.step - 1, step));
  }
  const wanted = usual(encode, over.step) + Math.log((0.93 * maxBytes) / over.result.data.length);
  for (let step = over.step - 1; step > 1; step -= 1) if (usual(encode, step) <= wanted) return step;
  return 1;
}
