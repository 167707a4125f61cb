/** The pictures that cold work starts from, each as phones, editors and screen recorders make them. */
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import sharp from "sharp";
import { newFolder, phonePhoto } from "./photo.ts";

/** One picture, as a file and as an upload. */
export interface Input {
  readonly path: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: Buffer;
}

const ladybird = new URL("../fixtures/ladybird.jpg", import.meta.url);

/** 12 megapixels in the formats that are decoded whole. */
export const heavyFormats = ["png", "webp", "avif", "tiff"] as const;

/** Makes pictures in a folder of their own. */
export async function openInputs(): Promise<{
  readonly folder: string;
  make(name: string, type: string, bytes: () => Promise<Buffer>): Promise<Input>;
}> {
  const folder = await newFolder();
  return {
    folder,
    async make(name, type, bytes) {
      const input = { path: join(folder, name), name, type, bytes: await bytes() };
      await writeFile(input.path, input.bytes);
      return input;
    },
  };
}

/** A 12 megapixel photograph in a heavy format. */
export async function heavy(format: (typeof heavyFormats)[number]): Promise<Buffer> {
  const image = sharp(await phonePhoto());
  switch (format) {
    case "png":
      return image.png({ compressionLevel: 6 }).toBuffer();
    case "webp":
      return image.webp({ quality: 90, effort: 2 }).toBuffer();
    case "avif":
      return image.avif({ quality: 70, effort: 0 }).toBuffer();
    case "tiff":
      return image.tiff({ compression: "lzw" }).toBuffer();
  }
}

/** 2 megapixels, JPEG. */
export async function mediumPhoto(): Promise<Buffer> {
  return sharp(await phonePhoto())
    .resize(1632, 1224)
    .jpeg({ quality: 88 })
    .toBuffer();
}

/** 2 megapixels with an edge that fades out, PNG. */
export async function fadingPicture(): Promise<Buffer> {
  const mask = `<svg width="1632" height="1224"><defs><radialGradient id="g"><stop offset="0.6" stop-color="#fff"/><stop offset="1" stop-color="#fff" stop-opacity="0"/></radialGradient></defs><rect width="1632" height="1224" fill="url(#g)"/></svg>`;
  return sharp(await mediumPhoto())
    .ensureAlpha()
    .composite([{ input: Buffer.from(mask), blend: "dest-in" }])
    .png()
    .toBuffer();
}

/** 24 frames of 400x300, each a little further on, GIF. */
export async function movingPicture(): Promise<Buffer> {
  const photo = await sharp(await readFile(ladybird))
    .resize(600, 450, { fit: "cover" })
    .removeAlpha()
    .toBuffer();
  const frames: Buffer[] = [];
  for (let frame = 0; frame < 24; frame += 1)
    frames.push(
      await sharp(photo)
        .extract({ left: frame * 8, top: frame * 6, width: 400, height: 300 })
        .raw()
        .toBuffer(),
    );
  const raw = { width: 400, height: 300 * frames.length, channels: 3, pageHeight: 300 } as const;
  return sharp(Buffer.concat(frames), { raw })
    .gif({ effort: 3, delay: frames.map(() => 80) })
    .toBuffer();
}
