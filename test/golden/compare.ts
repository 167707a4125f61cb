/** How different two pictures look. */
import sharp from "sharp";

/** Mean and 99th percentile of the difference in CIE Lab, where 2 is just visible; sizes may differ by a pixel. */
export async function difference(one: Buffer, other: Buffer): Promise<{ mean: number; most: number }> {
  const { width, height } = await sharp(other).metadata();
  const size = await sharp(one).metadata();
  if (Math.abs(size.width - width) > 1 || Math.abs(size.height - height) > 1)
    throw new Error(`${size.width}x${size.height} instead of ${width}x${height}`);
  const grounds = ["#000000", "#ffffff"];
  const all: number[] = [];
  for (const ground of grounds) {
    const [a, b] = [await lab(one, width, height, ground), await lab(other, width, height, ground)];
    for (let at = 0; at < a.length; at += 3)
      all.push(Math.hypot(part(a, b, at), part(a, b, at + 1), part(a, b, at + 2)));
  }
  all.sort((x, y) => x - y);
  return {
    mean: all.reduce((sum, value) => sum + value, 0) / all.length,
    most: all[Math.floor(all.length * 0.99)] ?? 0,
  };
}

const part = (a: Float32Array, b: Float32Array, at: number): number => (a[at] ?? 0) - (b[at] ?? 0);

/** Blurred a little, as an eye would: a hair's breadth to one side is no difference. */
async function lab(bytes: Buffer, width: number, height: number, ground: string): Promise<Float32Array> {
  const flat = await sharp(bytes).flatten({ background: ground }).removeAlpha().toColourspace("srgb").png().toBuffer();
  const fitted = sharp(flat).resize(width, height, { fit: "fill" }).blur(0.8);
  const data = await fitted.toColourspace("lab").raw({ depth: "float" }).toBuffer();
  return new Float32Array(data.buffer, data.byteOffset, data.length / 4);
}
