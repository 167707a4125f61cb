import { startServer } from "../support/server-process.ts";
import { heavy, heavyFormats, openInputs } from "./inputs.ts";
import { fetchAll, uploadFile } from "./load.ts";
import { median, type Question, type Row } from "./question.ts";
import { rawSharp } from "./raw.ts";

const script = new URL("servers/intaglio.ts", import.meta.url).pathname;
const pictures = 16;
const rounds = 3;

/** Thumbnails of originals that are decoded whole. */
export const heavySources: Question = {
  name: "heavy",
  asks: "What do 200 px thumbnails of 12 megapixel PNG, WebP, AVIF and TIFF cost after the first request, beside raw sharp from the original?",
  async answer() {
    const inputs = await openInputs();
    const server = await startServer(script, { DATA: `${inputs.folder}/data` });
    const rows: Row[] = [];
    for (const format of heavyFormats) {
      const input = await inputs.make(`heavy.${format}`, `image/${format}`, () => heavy(format));
      const url = `${server.url}/${await uploadFile(server.url, input.bytes, input.type)}`;
      const first = await fetchAll([`${url}/-/resize/250x/-/format/webp/`], 1);
      const made = (): number => server.output.filter((line) => line.includes("made a smaller copy")).length;
      for (const before = rows.length; made() <= before;) await new Promise((resolve) => setTimeout(resolve, 50));
      const ratios: number[] = [];
      let figures = "";
      for (let round = 0; round < rounds; round += 1) {
        const widths = Array.from({ length: pictures }, (_, at) => 200 - round * pictures - at);
        const raw = await rawSharp(input.path, { widths, format: "webp" });
        const ours = await fetchAll(
          widths.map((width) => `${url}/-/resize/${width}x/-/format/webp/`),
          16,
        );
        ratios.push(raw.seconds / ours);
        figures = `${(pictures / ours).toFixed(1)} beside ${(pictures / raw.seconds).toFixed(1)} pictures/s; the first took ${(first * 1000).toFixed(0)} ms`;
      }
      rows.push({ what: format, ratio: median(ratios), of: "x raw sharp", promise: { least: 5 }, figures });
    }
    await server.stop();
    return rows;
  },
};
