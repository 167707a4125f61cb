/** Pictures made in code, and short ways to render them. */
import {
  checkEncode,
  checkSteps,
  writeSource,
  type EncodeInput,
  type ImageFacts,
  type ImageFormat,
  type OutputFormat,
  type Source,
  type StepInput,
} from "@intaglio/contract";
import sharp, { type Sharp } from "sharp";
import { factsOf } from "../../src/pipeline/facts.ts";
import type { Named } from "../../src/pipeline/fonts.ts";
import type { RenderJob } from "../../src/pipeline/job.ts";
import { defaultPixelLimits, type PixelLimits } from "../../src/pipeline/limits.ts";
import { renderPicture } from "../../src/pipeline/render.ts";

/** A picture without any symmetry: soft colours, a bright corner, a bar and a disc. With `alpha` half of it fades out. */
export function scene(width: number, height: number, { alpha = false, seed = 1 } = {}): Sharp {
  const channels = alpha ? 4 : 3;
  const data = Buffer.alloc(width * height * channels);
  for (let y = 0; y < height; y += 1)
    for (let x = 0; x < width; x += 1) {
      const [u, v] = [x / width, y / height];
      const at = (y * width + x) * channels;
      const disc = Math.hypot(u - 0.7, v - 0.35) < 0.15;
      const bar = u > 0.1 && u < 0.2 && v > 0.2;
      data[at] = disc ? 230 : bar ? 30 : 60 + 120 * u;
      data[at + 1] = disc ? 60 : bar ? 90 : 80 + 100 * v;
      data[at + 2] = u < 0.15 && v < 0.15 ? 250 : 120 + 60 * Math.sin(6 * u + 4 * v + seed);
      if (alpha) data[at + 3] = disc ? 255 : Math.min(255, 60 + 240 * v);
    }
  return sharp(data, { raw: { width, height, channels } });
}

/** A plain colour: the cheapest picture of a size. */
export function plain(width: number, height: number, background = "#808080"): Sharp {
  return sharp({ create: { width, height, channels: 3, background } });
}

/** JPEG bytes with an EXIF orientation. */
export async function oriented(width: number, height: number, orientation: number): Promise<Buffer> {
  return scene(width, height)
    .withMetadata({ orientation })
    .jpeg({ quality: 95, chromaSubsampling: "4:4:4" })
    .toBuffer();
}

/** What the decoder says of these bytes. */
export async function factsFor(bytes: Buffer): Promise<ImageFacts> {
  const header = await sharp(bytes, { limitInputPixels: false }).metadata();
  return factsOf(header, (header.format === "heif" ? "avif" : header.format) as ImageFormat);
}

/** A job for these bytes, and for layers of these bytes by their source. */
export async function jobFor(
  bytes: Buffer,
  steps: readonly StepInput[],
  encode: EncodeInput & { format: OutputFormat },
  layers: Layers = new Map(),
): Promise<RenderJob> {
  const { format: _, ...settings } = encode;
  return {
    steps: checkSteps(steps),
    encode: { ...checkEncode(settings), format: encode.format },
    image: await factsFor(bytes),
    layers: await Promise.all(
      [...layers].map(async ([source, layer]) => ({ source: writeSource(source), image: await factsFor(layer) })),
    ),
  };
}

/** Layers' bytes by their source. */
export type Layers = ReadonlyMap<Source, Buffer>;

/** Renders in this process. Default: to PNG. */
export async function rendered(
  bytes: Buffer,
  steps: readonly StepInput[],
  encode: EncodeInput & { format: OutputFormat } = { format: "png" },
  limits: PixelLimits = defaultPixelLimits,
  layers: Layers = new Map(),
  fonts: readonly Named[] = [],
): Promise<{ bytes: Buffer; width: number; height: number; pages: number }> {
  const job = await jobFor(bytes, steps, encode, layers);
  const result = await renderPicture(job, bytes, limits, [...layers.values()], fonts);
  return { ...result, bytes: Buffer.from(result.bytes) };
}

/** RGBA pixels, and a way to look at one. */
export async function pixels(
  bytes: Buffer,
): Promise<{ data: Buffer; width: number; height: number; at(x: number, y: number): number[] }> {
  const { data, info } = await sharp(bytes).ensureAlpha().raw().toBuffer({ resolveWithObject: true });
  const at = (x: number, y: number): number[] => [
    ...data.subarray((y * info.width + x) * 4, (y * info.width + x) * 4 + 4),
  ];
  return { data, width: info.width, height: info.height, at };
}

/**
 * How different two pictures look: the mean and the 99th percentile of the difference, 0 to 255, over black and over white.
 * Infinite for different sizes.
 */
export async function distance(one: Buffer, other: Buffer): Promise<{ mean: number; most: number }> {
  const [a, b] = await Promise.all([pixels(one), pixels(other)]);
  if (a.width !== b.width || a.height !== b.height) return { mean: Infinity, most: Infinity };
  const differences: number[] = [];
  for (let at = 0; at < a.data.length; at += 4) {
    const [p, q] = [(a.data[at + 3] ?? 0) / 255, (b.data[at + 3] ?? 0) / 255];
    for (const channel of [0, 1, 2]) {
      const [x, y] = [(a.data[at + channel] ?? 0) * p, (b.data[at + channel] ?? 0) * q];
      differences.push(Math.max(Math.abs(x - y), Math.abs(x + 255 * (1 - p) - y - 255 * (1 - q))));
    }
  }
  const sorted = Float64Array.from(differences).toSorted();
  return {
    mean: differences.reduce((sum, value) => sum + value, 0) / differences.length,
    most: sorted[Math.floor(sorted.length * 0.99)] ?? 0,
  };
}

/** Numbers from 0 to 1, the same for the same seed. */
export function random(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
