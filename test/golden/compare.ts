/** How different two pictures look. */
import sharp, { type Sharp } from "sharp";

/** What the eye would notice: each is 0 for pictures that are the same. */
export interface Difference {
  /** The mean difference in CIE Lab, where 2 is just visible, of the pictures blurred by a hair. */
  readonly fine: number;
  /** Its 99th percentile. */
  readonly most: number;
  /** The mean difference of the pictures at a sixth of their size: tones and colours, and where things are. */
  readonly coarse: number;
  /** How much more or less detail there is, as a share: what is blurred or sharpened. */
  readonly detail: number;
}

/** Compares over black and over white. Throws for sizes that differ by more than a pixel. */
export async function difference(one: Buffer, other: Buffer): Promise<Difference> {
  const { width, height } = await sharp(other).metadata();
  const size = await sharp(one).metadata();
  if (Math.abs(size.width - width) > 1 || Math.abs(size.height - height) > 1)
    throw new Error(`${size.width}x${size.height} instead of ${width}x${height}`);
  const grounds = await Promise.all(
    ["#000000", "#ffffff"].map(async (ground) =>
      compare(await flat(one, width, height, ground), await flat(other, width, height, ground)),
    ),
  );
  const worst = (key: keyof Difference): number => Math.max(...grounds.map((ground) => ground[key]));
  return { fine: worst("fine"), most: worst("most"), coarse: worst("coarse"), detail: worst("detail") };
}

/** True where one could not tell the pictures apart. A step of 255 more or less everywhere passes, 3 % of brightness does not. */
export function looksAlike({ fine, most, coarse, detail }: Difference): boolean {
  return fine < 1.65 && most < 8 && coarse < 1.4 && detail < 0.06;
}

async function flat(bytes: Buffer, width: number, height: number, ground: string): Promise<Buffer> {
  const image = sharp(bytes).flatten({ background: ground }).removeAlpha().toColourspace("srgb");
  return image.resize(width, height, { fit: "fill" }).png().toBuffer();
}

async function compare(one: Buffer, other: Buffer): Promise<Difference> {
  const { width, height } = await sharp(one).metadata();
  const small = { width: Math.ceil(width / 6), height: Math.ceil(height / 6), fit: "fill" } as const;
  const fine = distances(await lab(sharp(one).blur(0.8)), await lab(sharp(other).blur(0.8)));
  const coarse = distances(await lab(sharp(one).resize(small)), await lab(sharp(other).resize(small)));
  const [details, before] = [await detailOf(one), await detailOf(other)];
  return {
    fine: mean(fine),
    most: fine.toSorted()[Math.floor(fine.length * 0.99)] ?? 0,
    coarse: mean(coarse),
    detail: Math.abs(details - before) / Math.max(1, before),
  };
}

async function lab(image: Sharp): Promise<Float32Array> {
  const data = await image.toColourspace("lab").raw({ depth: "float" }).toBuffer();
  return new Float32Array(data.buffer, data.byteOffset, data.length / 4);
}

function distances(one: Float32Array, other: Float32Array): Float64Array {
  const part = (at: number): number => (one[at] ?? 0) - (other[at] ?? 0);
  return Float64Array.from({ length: one.length / 3 }, (_, at) =>
    Math.hypot(part(at * 3), part(at * 3 + 1), part(at * 3 + 2)),
  );
}

function mean(values: Float64Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}

/** How much brightness changes from pixel to pixel. */
async function detailOf(bytes: Buffer): Promise<number> {
  const { data, info } = await sharp(bytes).greyscale().raw().toBuffer({ resolveWithObject: true });
  let sum = 0;
  for (let at = 0; at + info.width < data.length; at += 1) {
    const here = data[at] ?? 0;
    sum += Math.abs((data[at + 1] ?? here) - here) + Math.abs((data[at + info.width] ?? here) - here);
  }
  return sum / data.length;
}
