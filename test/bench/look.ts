import { readFile } from "node:fs/promises";
import sharp from "sharp";
import { avifAtLeisure, qualityNumber } from "../../packages/core/src/pipeline/qualities.ts";
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

/** Photographs, the first enlarged to 2 megapixels. */
async function photographs(): Promise<readonly (readonly [string, Buffer])[]> {
  const fixture = (name: string): Promise<Buffer> => readFile(new URL(`../fixtures/${name}.jpg`, import.meta.url));
  return [
    ["medium", await mediumPhoto()],
    ["meadow", await fixture("meadow")],
    ["ladybird", await fixture("ladybird")],
  ];
}

/** Small sizes, beside a server that lets the decoder shrink. */
export const smallSizes: Question = {
  name: "small-sizes",
  asks: "How far from a full decode do photographs look at 150 and 200 px, beside ipx?",
  async answer() {
    const inputs = await openInputs();
    const looks = openLooks(inputs.folder);
    if (!looks) return [...unknown];
    const ours = await startServer(script("intaglio"), { DATA: `${inputs.folder}/data` });
    const ipx = await startServer(script("ipx"), { DIR: inputs.folder });
    const seen: { ours: number; ipx: number }[] = [];
    for (const [name, bytes] of await photographs()) {
      const input = await inputs.make(`${name}.jpg`, "image/jpeg", async () => bytes);
      const id = await uploadFile(ours.url, input.bytes);
      for (const width of [200, 150]) {
        const mine = await picture(`${ours.url}/${id}/-/resize/${width}x/-/format/png/`);
        const { height } = await sharp(mine).metadata();
        const reference = await unshrunk(input, width, height);
        const theirs = await picture(`${ipx.url}/s_${width}x${height},fit_fill,f_png/${input.name}`);
        seen.push({ ours: await looks.distance(reference, mine), ipx: await looks.distance(reference, theirs) });
      }
    }
    await Promise.all([ours.stop(), ipx.stop()]);
    const figures = seen.map((one) => `${one.ours.toFixed(2)}/${one.ipx.toFixed(2)}`).join(" ");
    const mean = (of: "ours" | "ipx"): number => seen.reduce((sum, one) => sum + one[of], 0) / seen.length;
    return [
      {
        what: "mean distance from an unshrunk reference",
        ratio: mean("ours") / mean("ipx"),
        of: "x ipx's",
        promise: { most: 1 },
        figures: `${figures} (${looks.name})`,
      },
    ];
  },
};

/** Decoded whole first, so that nothing can be shrunk on the way. */
async function unshrunk({ bytes }: Input, width: number, height: number): Promise<Buffer> {
  const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  return sharp(data, { raw: info }).resize(width, height, { fit: "fill" }).png().toBuffer();
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
    const weights: Weights[] = [];
    for (const [, bytes] of await photographs()) weights.push(await weigh(looks, ours.url, bytes));
    const quality = median(weights.map(({ slow }) => slow.quality));
    const input = await inputs.make("photo.jpg", "image/jpeg", phonePhoto);
    const url = `${ours.url}/${await uploadFile(ours.url, input.bytes)}`;
    const widths = Array.from({ length: 8 }, (_, at) => 799 - at);
    const mine = await fetchAll(
      widths.map((width) => `${url}/-/resize/${width}x/-/format/auto/`),
      8,
    );
    const theirs = await fetchAll(
      widths.map((width) => `${ipx.url}/w_${width},f_avif,q_${quality}/${input.name}`),
      8,
    );
    await Promise.all([ours.stop(), ipx.stop()]);
    const shares = (of: "first" | "leisure"): number => median(weights.map((one) => one[of] / one.next.bytes));
    const kB = (of: (one: Weights) => number): string => weights.map((one) => (of(one) / 1000).toFixed(1)).join(" ");
    return [
      {
        what: "throughput of first AVIFs at equal look",
        ratio: theirs / mine,
        of: "x ipx",
        promise: { least: 4 },
        figures: `ipx's effort 4 needs quality ${quality} (${looks.name})`,
      },
      {
        what: "bytes, first answer",
        ratio: shares("first"),
        of: "x Next's effort 3",
        figures: `kB: ${kB(({ first }) => first)}; effort 3 ${kB(({ next }) => next.bytes)}; effort 4 ${kB(({ slow }) => slow.bytes)}`,
      },
      {
        what: "bytes, made again at leisure",
        ratio: shares("leisure"),
        of: "x Next's effort 3",
        promise: { most: 1.03 },
        figures: `kB: ${kB(({ leisure }) => leisure)}; looks ${weights.map((one) => `${one.looks.leisure.toFixed(2)}/${one.looks.first.toFixed(2)}`).join(" ")}`,
      },
    ];
  },
};

/** What a photograph weighs as a first answer, made again, and by others' efforts at the first one's look. */
interface Weights {
  readonly first: number;
  readonly leisure: number;
  readonly looks: { readonly first: number; readonly leisure: number };
  readonly slow: { readonly quality: number; readonly bytes: number };
  readonly next: { readonly quality: number; readonly bytes: number };
}

async function weigh(looks: Looks, server: string, bytes: Buffer): Promise<Weights> {
  const url = `${server}/${await uploadFile(server, bytes)}/-/resize/800x`;
  const reference = await picture(`${url}/-/format/png/`);
  const first = await picture(`${url}/-/format/auto/`);
  const wanted = await looks.distance(reference, first);
  const leisure = await sharp(reference)
    .avif(avifAtLeisure(qualityNumber("avif", "normal")))
    .toBuffer();
  return {
    first: first.byteLength,
    leisure: leisure.byteLength,
    looks: { first: wanted, leisure: await looks.distance(reference, leisure) },
    slow: await equal(looks, reference, wanted, 4),
    next: await equal(looks, reference, wanted, 3),
  };
}
