/**
 * A tight loop of sharp: `raw-sharp.ts <file> <JSON>` prints the seconds it took and the processor time, as JSON. Each
 * task's settings are those of our own encoder, unless it says otherwise.
 */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import sharp, { type Sharp } from "sharp";

/** What to make, for each of the widths once. */
export interface RawTask {
  readonly widths: readonly number[];
  /** A square cut from the middle. */
  readonly cover?: boolean;
  readonly animated?: boolean;
  readonly format: "webp" | "jpeg" | "avif";
  /** Instead of our settings. */
  readonly settings?: Readonly<Record<string, unknown>>;
}

const ours = {
  webp: { quality: 80, effort: 2 },
  jpeg: { quality: 74, quantisationTable: 3 },
  avif: { quality: 61, effort: 0 },
} as const;

sharp.concurrency(1);
sharp.cache(false);
const [path = "", text = "null"] = process.argv.slice(2);
const { widths, cover = false, animated = false, format, settings = ours[format] } = JSON.parse(text) as RawTask;

const open = async (): Promise<Sharp> => {
  const bytes = await readFile(path);
  return animated ? sharp(bytes, { animated, failOn: "error" }) : sharp(bytes, { failOn: "error" }).autoOrient();
};
const make = async (width: number): Promise<number> => {
  const size = cover ? { width, height: width, fit: "cover" as const } : { width };
  return (
    await (
      await open()
    )
      .resize({ ...size, fastShrinkOnLoad: false })
      .toFormat(format, settings)
      .toBuffer()
  ).byteLength;
};

await make(widths[0] ?? 1);
const left = [...widths];
const before = process.cpuUsage();
const start = performance.now();
const run = async (): Promise<void> => {
  for (let width = left.pop(); width !== undefined; width = left.pop()) await make(width);
};
await Promise.all(Array.from({ length: availableParallelism() }, run));
const { user, system } = process.cpuUsage(before);
console.log(JSON.stringify({ seconds: (performance.now() - start) / 1000, cpu: (user + system) / 1e6 }));
