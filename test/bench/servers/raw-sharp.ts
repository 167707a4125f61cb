/** A tight loop of sharp with our settings: `raw-sharp.ts <file> <width,width,…>` prints the seconds it took. */
import { readFile } from "node:fs/promises";
import { availableParallelism } from "node:os";
import sharp from "sharp";

sharp.concurrency(1);
sharp.cache(false);
const [path = "", list = ""] = process.argv.slice(2);
const widths = list.split(",").map(Number);
const make = async (width: number): Promise<number> => {
  const image = sharp(await readFile(path), { failOn: "error" }).autoOrient();
  return (await image.resize({ width, fastShrinkOnLoad: false }).webp({ quality: 80, effort: 2 }).toBuffer())
    .byteLength;
};
await make(widths[0] ?? 1);
const start = performance.now();
const run = async (): Promise<void> => {
  for (let width = widths.pop(); width !== undefined; width = widths.pop()) await make(width);
};
await Promise.all(Array.from({ length: availableParallelism() }, run));
console.log((performance.now() - start) / 1000);
