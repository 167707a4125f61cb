/** The pictures the benchmarks work on. */
import { existsSync } from "node:fs";
import { mkdtemp, readFile, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";

const debian = "/usr/share/backgrounds/mate/nature/Wood.jpg";
const own = new URL("../fixtures/meadow.jpg", import.meta.url);

/** A 12 megapixel JPEG like a phone's: a real photograph (Debian's mate-backgrounds where installed, else our own), enlarged, with grain. */
export async function phonePhoto(): Promise<Buffer> {
  const source = await readFile(existsSync(debian) ? debian : own);
  const grain = await sharp({
    create: {
      width: 4000,
      height: 3000,
      channels: 3,
      background: "#808080",
      noise: { type: "gaussian", mean: 128, sigma: 6 },
    },
  })
    .png({ compressionLevel: 0 })
    .toBuffer();
  return sharp(source)
    .resize(4000, 3000, { fit: "cover" })
    .composite([{ input: grain, blend: "soft-light" }])
    .jpeg({ quality: 90 })
    .toBuffer();
}

/** A new empty folder for one run. */
export function newFolder(): Promise<string> {
  return mkdtemp(join(tmpdir(), "intaglio-bench-"));
}

/** The photo as a file in a new folder. */
export async function photoFile(): Promise<{ readonly folder: string; readonly path: string; readonly bytes: Buffer }> {
  const folder = await newFolder();
  const path = join(folder, "photo.jpg");
  const bytes = await phonePhoto();
  await writeFile(path, bytes);
  return { folder, path, bytes };
}
