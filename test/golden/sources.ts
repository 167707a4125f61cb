/** What the references are made from: the photographs of test/fixtures. */
import { readFile } from "node:fs/promises";
import sharp, { type Sharp } from "sharp";

const names = ["ladybird", "meadow"] as const;
type PhotoName = (typeof names)[number];

/**
 * A photograph as it is; small, 240 pixels wide; small and grey; a part of it, cut out in a soft ellipse; lying on its side
 * with EXIF that says so; or three frames of it: upright, upside down, upright and grey.
 */
export type SourceName = `${PhotoName}${"" | " small" | " grey" | " cut out" | " on its side" | " moving"}`;

const made = new Map<SourceName, Promise<Buffer>>();

/** A source's bytes. */
export function sourceBytes(name: SourceName): Promise<Buffer> {
  const bytes = made.get(name) ?? make(name);
  made.set(name, bytes);
  return bytes;
}

async function make(name: SourceName): Promise<Buffer> {
  const [photo = "", ...kind] = name.split(" ");
  const bytes = await readFile(new URL(`../fixtures/${photo}.jpg`, import.meta.url));
  switch (kind.join(" ")) {
    case "small":
      return sharp(bytes).resize(240).png().toBuffer();
    case "grey":
      return sharp(bytes).resize(240).toColourspace("b-w").png().toBuffer();
    case "cut out":
      return cutOut(bytes);
    case "on its side":
      return sharp(bytes).resize(240).rotate(270).withMetadata({ orientation: 6 }).jpeg({ quality: 95 }).toBuffer();
    case "moving":
      return moving(sharp(bytes).resize(240));
    default:
      return bytes;
  }
}

async function moving(upright: Sharp): Promise<Buffer> {
  const frames = [upright, upright.clone().flip(), upright.clone().modulate({ saturation: 0 })];
  const pictures = await Promise.all(frames.map((frame) => frame.png().toBuffer()));
  return sharp(pictures, { join: { animated: true } })
    .webp({ lossless: true, delay: [100, 100, 100] })
    .toBuffer();
}

async function cutOut(bytes: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(bytes)
    .resize(200, 150, { fit: "cover" })
    .raw()
    .toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const pixels = Buffer.alloc(width * height * 4);
  for (let at = 0; at < width * height; at += 1) {
    const away = Math.hypot((2 * (at % width)) / width - 1, (2 * Math.floor(at / width)) / height - 1);
    const alpha = Math.min(1, Math.max(0, (0.9 - away) * 12));
    if (alpha > 0) data.copy(pixels, at * 4, at * 3, at * 3 + 3); // what is transparent is black, the worst case
    pixels[at * 4 + 3] = Math.round(alpha * 255);
  }
  return sharp(pixels, { raw: { width, height, channels: 4 } })
    .png()
    .toBuffer();
}
