/** Facts that take a look at the pixels: main colours, a hash of the look, placeholders. */
import type { FactsWanted, PictureFacts, Size } from "@intaglio/contract";
import type { Sharp } from "sharp";
import { blurHash } from "./blur-hash.ts";
import type { Named } from "./fonts.ts";
import { checkFrames } from "./frames.ts";
import { side } from "./geometry.ts";
import type { RenderJob } from "./job.ts";
import type { PixelLimits } from "./limits.ts";
import { mainColors } from "./palette.ts";
import { perceptualHash } from "./perceptual-hash.ts";
import { openPicture } from "./picture.ts";
import { openRaw, toRaw, type RawPicture } from "./raw.ts";
import { openStudio } from "./render.ts";
import { createSight, type Sight } from "./sight.ts";
import { storedFrame } from "./stored.ts";
import { scale } from "./stroke.ts";
import { thumbHash } from "./thumb-hash.ts";
import { aroundOf, walk } from "./walk.ts";
import { develop } from "./work.ts";

/** All facts are about the whole picture: this many pixels along its longer side show them. */
const lookedAt = 256;

/** The picture after the job's steps (of an animation its first frame), looked at. Limits are checked as for a render. */
export async function inspectPicture(
  job: RenderJob,
  wanted: FactsWanted,
  bytes: Uint8Array,
  limits: PixelLimits,
  layers: readonly Uint8Array[] = [],
  fonts: readonly Named[] = [],
  sight: Sight = createSight(undefined),
): Promise<PictureFacts> {
  const studio = await openStudio(job, bytes, limits, layers, fonts, sight);
  checkFrames(job.steps, studio.self.facts, limits, 1, aroundOf(studio).layers, sight.kinds);
  const { work, first } = openPicture(studio.self, limits);
  const walked = await walk({ work, strokes: first }, job.steps, storedFrame(studio.self.facts), studio);
  const { width, height } = walked.strokes.at(-1)?.size ?? walked.work.size;
  const smaller = scale({ width, height }, within({ width, height }, lookedAt), "lanczos3");
  const painted = await develop(walked.work, [...walked.strokes, ...smaller]);
  const raw = await toRaw(painted.open().toColourspace("srgb"));
  return {
    width,
    height,
    ...(wanted.colors === undefined ? {} : { colors: colorsOf(raw, wanted.colors) }),
    ...(wanted.hashes === true ? await hashesOf(raw) : {}),
  };
}

function within({ width, height }: Size, most: number): Size {
  const factor = Math.min(1, most / Math.max(width, height));
  return { width: side(width * factor), height: side(height * factor) };
}

/** What is hardly seen has no colour. */
function colorsOf(raw: RawPicture, count: number): NonNullable<PictureFacts["colors"]> {
  const { data, width, height, channels } = raw;
  const seen: number[] = [];
  for (let at = 0; at < width * height * channels; at += channels)
    if (channels < 4 || (data[at + 3] ?? 0) >= 128) seen.push(data[at] ?? 0, data[at + 1] ?? 0, data[at + 2] ?? 0);
  if (seen.length === 0) return [];
  const visible: RawPicture = { data: Buffer.from(seen), width: seen.length / 3, height: 1, channels: 3 };
  return mainColors(visible, count).map(({ color: [red, green, blue] }) => [
    Math.round(red),
    Math.round(green),
    Math.round(blue),
  ]);
}

/** Hashes that know no transparency see the picture on white. */
async function hashesOf(raw: RawPicture): Promise<Pick<PictureFacts, "perceptualHash" | "blurHash" | "thumbHash">> {
  const resized = (image: Sharp, size: Size): Promise<RawPicture> =>
    toRaw(image.resize(size.width, size.height, { fit: "fill" }));
  const opaque = (): Sharp => openRaw(raw).flatten({ background: "#ffffff" });
  const [across, down] = raw.width >= raw.height ? [4, raw.width > raw.height ? 3 : 4] : [3, 4];
  return {
    perceptualHash: perceptualHash(await resized(opaque(), { width: 32, height: 32 })),
    blurHash: blurHash(await resized(opaque(), within(raw, 64)), across, down),
    thumbHash: thumbHash(await resized(openRaw(raw), within(raw, 100))),
  };
}
