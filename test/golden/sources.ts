/** What the references are made from: the photographs of test/fixtures. */
import { readFile } from "node:fs/promises";
import sharp from "sharp";

const names = ["ladybird", "meadow"] as const;
type PhotoName = (typeof names)[number];

/** A photograph as it is; small, 240 pixels wide; small and grey; or a part of it, cut out in a soft ellipse. */
export type SourceName = `${PhotoName}${"" | " small" | " grey" | " cut out"}`;

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
    default:
      return bytes;
  }
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
