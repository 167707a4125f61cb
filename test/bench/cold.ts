import { join } from "node:path";
import { startServer } from "../support/server-process.ts";
import { fetchAll, uploadFile } from "./load.ts";
import { photoFile } from "./photo.ts";
import { median, type Question } from "./question.ts";
import { rawSharp } from "./raw.ts";

const script = (name: string): string => new URL(`servers/${name}.ts`, import.meta.url).pathname;
const pictures = 48;
const rounds = 3;

/** Pictures nobody has made yet. */
export const cold: Question = {
  name: "cold",
  asks: `What do ${pictures} unique URLs cost (12 megapixel JPEG to 800 px WebP, 16 in flight), beside raw sharp with the same settings, and ipx?`,
  async answer() {
    const photo = await photoFile();
    const ours = await startServer(script("intaglio"), { DATA: join(photo.folder, "data") });
    const ipx = await startServer(script("ipx"), { DIR: photo.folder });
    const id = await uploadFile(ours.url, photo.bytes);
    await fetchAll([`${ours.url}/${id}/-/resize/700x/-/format/webp/`, `${ipx.url}/w_700,f_webp/photo.jpg`], 2);
    const [overRaw, overIpx]: [number[], number[]] = [[], []];
    let figures = "";
    for (let round = 0; round < rounds; round += 1) {
      const widths = Array.from({ length: pictures }, (_, at) => 800 - round * pictures + at - pictures);
      const raw = (await rawSharp(photo.path, { widths, format: "webp" })).seconds;
      const mine = await fetchAll(
        widths.map((width) => `${ours.url}/${id}/-/resize/${width}x/-/format/webp/`),
        16,
      );
      const theirs = await fetchAll(
        widths.map((width) => `${ipx.url}/w_${width},f_webp,rotate/photo.jpg`),
        16,
      );
      overRaw.push(raw / mine);
      overIpx.push(theirs / mine);
      figures = `${(pictures / mine).toFixed(1)} pictures/s; raw ${(pictures / raw).toFixed(1)}; ipx ${(pictures / theirs).toFixed(1)}`;
    }
    await Promise.all([ours.stop(), ipx.stop()]);
    return [
      { what: "throughput", ratio: median(overRaw), of: "x raw sharp", promise: { least: 0.93 }, figures },
      { what: "throughput", ratio: median(overIpx), of: "x ipx", promise: { least: 1 }, figures: "" },
    ];
  },
};
