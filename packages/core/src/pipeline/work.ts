/** A picture between passes. */
import { IntaglioError, type Size } from "@intaglio/contract";
import type { OutputInfo, Sharp } from "sharp";
import { paint } from "./brush.ts";
import { openOwn, unreadable } from "./decode.ts";
import { alphaAfterAll, compile, type Pass, type Pixels } from "./passes.ts";
import { openRaw, toRaw, type RawPicture } from "./raw.ts";
import { paintSolo } from "./solos.ts";
import type { SoloStroke, Stroke } from "./stroke.ts";

/** A picture that can be opened for its next pass. */
export interface Work {
  readonly open: () => Sharp;
  readonly size: Size;
  readonly pixels: Pixels;
  /** Turns a pass's outcome into the next pass's input. */
  readonly between: Between;
  /** True for a stranger's bytes: what fails now is their fault. */
  readonly untrusted: boolean;
}

type Between = (image: Sharp) => Promise<Pick<Work, "open" | "size">>;

/** Pixels as the next pass's input. */
export function workOn(raw: RawPicture, alpha: boolean): Work {
  const { width, height } = raw;
  return {
    open: () => openRaw(raw),
    size: { width, height },
    pixels: { alpha, foreign: false },
    between: viaRaw,
    untrusted: false,
  };
}

/** The usual way from pass to pass. */
export async function viaRaw(image: Sharp): Promise<Pick<Work, "open" | "size">> {
  const raw = await toRaw(image);
  return { open: () => openRaw(raw), size: { width: raw.width, height: raw.height } };
}

/** The way that keeps EXIF: raw pixels have no room for it, unpacked PNG has. */
export async function viaPng(image: Sharp): Promise<Pick<Work, "open" | "size">> {
  const { data, info } = await image.png({ compressionLevel: 0 }).keepExif().toBuffer({ resolveWithObject: true });
  return { open: () => openOwn(data), size: { width: info.width, height: info.height } };
}

/** Runs strokes, all of them, to pixels. */
export async function run(work: Work, strokes: readonly Stroke[]): Promise<Work> {
  let now = work;
  for (const pass of compile(strokes, work.size, work.pixels)) now = await runPass(now, pass);
  return now;
}

/** Runs strokes to pixels that are at hand: opening them again decodes nothing. */
export async function develop(work: Work, strokes: readonly Stroke[]): Promise<Work> {
  const done = await run(work, strokes);
  return done === work ? runPass(work, { start: work.size, slots: new Map() }) : done;
}

/** The picture with its pixels changed, at hand as after {@link develop}. */
export async function repaint(work: Work, change: (raw: RawPicture) => RawPicture): Promise<Work> {
  const changed = change(await toRaw(work.open().toColourspace("srgb")));
  return { ...work, ...(await exchanged(work, changed)) };
}

/** Runs strokes with `write` as the end of the last pass, so that the picture is encoded without a detour. */
export async function finish(
  work: Work,
  strokes: readonly Stroke[],
  write: (image: Sharp) => Sharp,
): Promise<{ data: Buffer; info: OutputInfo }> {
  const passes = compile(strokes, work.size, work.pixels);
  const last = passes.at(-1)?.solos ? undefined : passes.pop();
  let now = work;
  for (const pass of passes) now = await runPass(now, pass);
  try {
    return await write(last ? paint(now.open(), last) : now.open()).toBuffer({ resolveWithObject: true });
  } catch (error) {
    throw now.untrusted ? unreadable(error) : failed(error);
  }
}

async function runPass(work: Work, pass: Pass): Promise<Work> {
  try {
    const { solos = [] } = pass;
    const { open, size } = solos.length > 0 ? await alone(work, solos) : await work.between(paint(work.open(), pass));
    const alpha = alphaAfterAll(solos.length > 0 ? solos : [...pass.slots.values()], work.pixels.alpha);
    return { open, size, pixels: { alpha, foreign: false }, between: work.between, untrusted: false };
  } catch (error) {
    throw work.untrusted ? unreadable(error) : failed(error);
  }
}

async function alone(work: Work, strokes: readonly SoloStroke[]): Promise<Pick<Work, "open" | "size">> {
  let painted = await toRaw(work.open().toColourspace("srgb"));
  for (const stroke of strokes) painted = await paintSolo(painted, stroke);
  return exchanged(work, painted);
}

/** Other pixels in the picture's place. */
async function exchanged(work: Work, painted: RawPicture): Promise<Pick<Work, "open" | "size">> {
  const { data, width, height, channels } = painted;
  if (work.between !== viaPng) return { open: () => openRaw(painted), size: { width, height } };
  // Laid over the picture before, which holds the EXIF: raw pixels have none.
  const under = work.open().resize(width, height, { fit: "fill" }).ensureAlpha();
  return viaPng(under.composite([{ input: data, raw: { width, height, channels }, blend: "source" }]));
}

function failed(cause: unknown): IntaglioError {
  return new IntaglioError("INTERNAL", cause instanceof Error ? cause.message : String(cause), { cause });
}
