import sharp from "sharp";
import { startServer } from "../support/server-process.ts";
import { mediumPhoto, openInputs, type Input } from "./inputs.ts";
import { fetchAll, uploadFile } from "./load.ts";
import { openLooks, type Looks } from "./looks.ts";
import { phonePhoto } from "./photo.ts";
import { median, type Question, type Row } from "./question.ts";

const script = (name: string): string => new URL(`servers/${name}.ts`, import.meta.url).pathname;
const accept = { accept: "image/avif,image/webp" };
const unknown: readonly Row[] = [];

async function picture(url: string): Promise<Buffer> {
  const response = await fetch(url, { headers: accept });
  if (!response.ok) throw new Error(`${url}: ${response.status}`);
  return Buffer.from(await response.arrayBuffer());
}

/** Small sizes, beside a server that lets the decoder shrink. */
export const smallSizes: Question = {
  name: "small-sizes",
  asks: "How far from a full decode does 2 megapixels at 200 px look, beside ipx?",
  async answer() {
    const inputs = await openInputs();
    const looks = openLooks(inputs.folder);
    if (!looks) return [...unknown];
    const ours = await startServer(script("intaglio"), { DATA: `${inputs.folder}/data` });
    const ipx = await startServer(script("ipx"), { DIR: inputs.folder });
    const input = await inputs.make("medium.jpg", "image/jpeg", mediumPhoto);
    const id = await uploadFile(ours.url, input.bytes);
    const rows: Row[] = [];
    for (const format of ["png", "webp"]) {
      const seen: { ours: number; ipx: number }[] = [];
      for (const width of [200, 190, 180]) {
        const reference = await unshrunk(input, width);
        const size = await sharp(reference).metadata();
        const mine = await picture(`${ours.url}/${id}/-/resize/${width}x/-/format/${format}/`);
        const theirs = await picture(`${ipx.url}/w_${width},h_${size.height},fit_fill,f_${format}/${input.name}`);
        seen.push({ ours: await looks.distance(reference, mine), ipx: await looks.distance(reference, theirs) });
      }
      const middle = (of: "ours" | "ipx"): number => median(seen.map((one) => one[of]));
      rows.push({
        what: `distance of ${format}`,
        ratio: middle("ours") / middle("ipx"),
        of: "x ipx's",
        promise: { most: 1 },
        figures: `${middle("ours").toFixed(2)} beside ${middle("ipx").toFixed(2)} (${looks.name})`,
      });
    }
    await Promise.all([ours.stop(), ipx.stop()]);
    return rows;
  },
};

/** Decoded whole first, so that nothing can be shrunk on the way. */
async function unshrunk({ bytes }: Input, width: number): Promise<Buffer> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info }).resize(width).png().toBuffer();
}

/** The quality at which another effort looks like this, found by halving, and what it then weighs. */
async function equal(
  looks: Looks,
  reference: Buffer,
  wanted: number,
  effort: number,
): Promise<{ quality: number; bytes: number }> {
  let [low, high] = [40, 75];
  while (high - low > 1) {
    const quality = Math.floor((low + high) / 2);
    const far = await looks.distance(reference, await sharp(reference).avif({ quality, effort }).toBuffer());
    if (far > wanted) low = quality;
    else high = quality;
  }
  return { quality: high, bytes: (await sharp(reference).avif({ quality: high, effort }).toBuffer()).byteLength };
}

/** First answers in AVIF. */
export const avif: Question = {
  name: "avif",
  asks: "What does a first AVIF of 800 px cost and weigh beside ipx's effort 4 and Next's effort 3 at an equal look?",
  async answer() {
    const inputs = await openInputs();
    const looks = openLooks(inputs.folder);
    if (!looks) return [...unknown];
    const ours = await startServer(script("intaglio"), { DATA: `${inputs.folder}/data` });
    const ipx = await startServer(script("ipx"), { DIR: inputs.folder });
    const input = await inputs.make("photo.jpg", "image/jpeg", phonePhoto);
    const url = `${ours.url}/${await uploadFile(ours.url, input.bytes)}`;
    const reference = await picture(`${url}/-/resize/800x/-/format/png/`);
    const first = await picture(`${url}/-/resize/800x/-/format/auto/`);
    const wanted = await looks.distance(reference, first);
    const [slow, next] = [await equal(looks, reference, wanted, 4), await equal(looks, reference, wanted, 3)];
    const leisure = await sharp(reference).avif({ quality: 59, effort: 3 }).toBuffer();
    const widths = Array.from({ length: 8 }, (_, at) => 799 - at);
    const mine = await fetchAll(
      widths.map((width) => `${url}/-/resize/${width}x/-/format/auto/`),
      8,
    );
    const theirs = await fetchAll(
      widths.map((width) => `${ipx.url}/w_${width},f_avif,q_${slow.quality}/${input.name}`),
      8,
    );
    await Promise.all([ours.stop(), ipx.stop()]);
    const kB = (bytes: number): string => `${(bytes / 1000).toFixed(1)} kB`;
    const look = `${wanted.toFixed(2)} (${looks.name})`;
    return [
      {
        what: "throughput of first AVIFs at equal look",
        ratio: theirs / mine,
        of: "x ipx",
        promise: { least: 4 },
        figures: `look ${look}; ipx needs quality ${slow.quality}`,
      },
      {
        what: "bytes, first answer",
        ratio: first.byteLength / next.bytes,
        of: "x Next's effort 3",
        figures: `${kB(first.byteLength)} beside ${kB(next.bytes)} (quality ${next.quality}); effort 4 ${kB(slow.bytes)}`,
      },
      {
        what: "bytes, made again at leisure",
        ratio: leisure.byteLength / next.bytes,
        of: "x Next's effort 3",
        promise: { most: 1.02 },
        figures: `${kB(leisure.byteLength)}; look ${(await looks.distance(reference, leisure)).toFixed(2)}`,
      },
    ];
  },
};
