import { startServer, type ServerProcess } from "../support/server-process.ts";
import { fadingPicture, mediumPhoto, movingPicture, openInputs, type Input } from "./inputs.ts";
import { fetchAll, uploadFile } from "./load.ts";
import { startNginx } from "./nginx.ts";
import { phonePhoto } from "./photo.ts";
import { median, type Question, type Row } from "./question.ts";
import { rawSharp } from "./raw.ts";
import type { RawTask } from "./servers/raw-sharp.ts";
import { cpuSeconds } from "./usage.ts";

const script = (name: string): string => new URL(`servers/${name}.ts`, import.meta.url).pathname;
const rounds = 3;
const inFlight = 16;

/** One kind of cold work, and how each server is asked for it. */
interface Work {
  readonly what: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: () => Promise<Buffer>;
  readonly task: Omit<RawTask, "widths">;
  readonly widest: number;
  /** Pictures a round. */
  readonly pictures: number;
  readonly ours: (width: number) => string;
  readonly ipx: (width: number) => string;
  /** Only JPEG to JPEG: it converts nothing. */
  readonly nginx?: (width: number) => string;
}

const works: readonly Work[] = [
  ...(["webp", "jpeg", "avif"] as const).map((format) => ({
    what: `12 megapixel JPEG to 800 px ${format}`,
    name: "photo.jpg",
    type: "image/jpeg",
    bytes: phonePhoto,
    task: { format },
    widest: 800,
    pictures: 24,
    // Uploadcare has no word for AVIF; the client's Accept asks for it.
    ours: (width: number) => `-/resize/${width}x/-/format/${format === "avif" ? "auto" : format}/`,
    ipx: (width: number) => `w_${width},f_${format}`,
    ...(format === "jpeg" ? { nginx: (width: number) => `/resize/photo.jpg?w=${width}&h=-` } : {}),
  })),
  {
    what: "2 megapixel JPEG to a 200 px square webp",
    name: "medium.jpg",
    type: "image/jpeg",
    bytes: mediumPhoto,
    task: { format: "webp", cover: true },
    widest: 200,
    pictures: 48,
    ours: (width) => `-/scale_crop/${width}x${width}/center/-/format/webp/`,
    ipx: (width) => `s_${width}x${width},fit_cover,f_webp`,
  },
  {
    what: "transparent PNG to 800 px webp",
    name: "fading.png",
    type: "image/png",
    bytes: fadingPicture,
    task: { format: "webp" },
    widest: 800,
    pictures: 24,
    ours: (width) => `-/resize/${width}x/-/format/webp/`,
    ipx: (width) => `w_${width},f_webp`,
  },
  {
    what: "GIF of 24 frames to 200 px webp",
    name: "moving.gif",
    type: "image/gif",
    bytes: movingPicture,
    task: { format: "webp", animated: true },
    widest: 200,
    pictures: 24,
    ours: (width) => `-/resize/${width}x/-/format/webp/`,
    ipx: (width) => `w_${width},f_webp,animated`,
  },
];

/** Every input, one after the other. */
export const coldWorks: Question = {
  name: "works",
  asks: "What do unique URLs cost in other formats and from other sources, beside raw sharp with the same settings, ipx, and nginx where it can?",
  async answer() {
    const inputs = await openInputs();
    const ours = await startServer(script("intaglio"), { DATA: `${inputs.folder}/data` });
    const ipx = await startServer(script("ipx"), { DIR: inputs.folder });
    const nginx = await startNginx(inputs.folder);
    const rows: Row[] = [];
    for (const work of works) {
      const input = await inputs.make(work.name, work.type, work.bytes);
      const id = await uploadFile(ours.url, input.bytes, input.type);
      rows.push(...(await measure(work, input, id, ours, ipx, nginx?.url)));
    }
    await Promise.all([ours.stop(), ipx.stop(), nginx?.stop()]);
    return rows;
  },
};

async function measure(
  work: Work,
  input: Input,
  id: string,
  ours: ServerProcess,
  ipx: ServerProcess,
  nginx: string | undefined,
): Promise<Row[]> {
  const mine = (width: number): string => `${ours.url}/${id}/${work.ours(width)}`;
  const theirs = (width: number): string => `${ipx.url}/${work.ipx(width)}/${input.name}`;
  await fetchAll([mine(work.widest + 1), theirs(work.widest + 1)], 2);
  const seen = { raw: [] as number[], ipx: [] as number[], nginx: [] as number[], cpu: [] as number[] };
  let figures = "";
  for (let round = 0; round < rounds; round += 1) {
    const widths = Array.from({ length: work.pictures }, (_, at) => work.widest - round * work.pictures - at).map(
      (width) => (width < work.widest / 2 ? work.widest + work.widest / 2 - width : width),
    );
    const raw = await rawSharp(input.path, { ...work.task, widths });
    // Workers that had nothing to do for long have ended; to start them is no part of the work.
    await fetchAll(
      [1, 2, 3, 4].map((at) => mine(work.widest * 2 - round * 4 - at)),
      4,
    );
    const before = cpuSeconds(ours.pid);
    const seconds = await fetchAll(widths.map(mine), inFlight);
    const cpu = cpuSeconds(ours.pid) - before;
    const other = await fetchAll(widths.map(theirs), inFlight);
    seen.raw.push(raw.seconds / seconds);
    seen.ipx.push(other / seconds);
    seen.cpu.push(cpu / raw.cpu);
    const { nginx: asked } = work;
    if (nginx !== undefined && asked)
      seen.nginx.push(
        (await fetchAll(
          widths.map((width) => nginx + asked(width)),
          inFlight,
        )) / seconds,
      );
    const rate = (took: number): string => (work.pictures / took).toFixed(1);
    figures = `${rate(seconds)} pictures/s; raw ${rate(raw.seconds)}; ipx ${rate(other)}`;
  }
  return [
    { what: work.what, ratio: median(seen.raw), of: "x raw sharp", figures },
    { what: "", ratio: median(seen.ipx), of: "x ipx", promise: { least: 1 }, figures: "" },
    ...(seen.nginx.length > 0 ? [{ what: "", ratio: median(seen.nginx), of: "x nginx", figures: "" }] : []),
    { what: "", ratio: median(seen.cpu), of: "x raw sharp's CPU", figures: "processor time, ours and our workers'" },
  ];
}
