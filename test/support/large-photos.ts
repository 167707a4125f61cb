/** Pictures as large as real ones, made once for a test. */
import sharp from "sharp";

const fixture = new URL("../fixtures/meadow.jpg", import.meta.url);

/** A 12 megapixel JPEG of a few megabytes, as a phone makes it. */
export function phoneJpeg(): Promise<Buffer> {
  return sharp(fixture.pathname)
    .resize(4000, 3000, { fit: "cover" })
    .sharpen()
    .jpeg({ quality: 92 })
    .withMetadata({ orientation: 6 })
    .toBuffer();
}

/** A PNG of about 3 MB: a photograph with grain does not get smaller. */
export async function largePng(): Promise<Buffer> {
  const { data, info } = await sharp(fixture.pathname)
    .resize(1200, 900, { fit: "cover" })
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  for (let at = 0; at < data.length; at += 1) data[at] = Math.min(255, (data[at] ?? 0) + ((at * 2_654_435_761) >>> 27));
  return sharp(data, { raw: info }).png().toBuffer();
}
