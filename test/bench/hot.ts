import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "../support/server-process.ts";
import { fetchAll, hammer, quantile, sample, uploadFile } from "./load.ts";
import { photoFile } from "./photo.ts";
import { median, type Question, type Row } from "./question.ts";
import { signed } from "./sign.ts";

const script = (name: string): string => new URL(`servers/${name}.ts`, import.meta.url).pathname;
const rounds = 5;

/** A kept rendition, again and again. */
export const hot: Question = {
  name: "hot",
  asks: "What does a signed 30 kB rendition cost that is already there, on 32 connections?",
  async answer() {
    const photo = await photoFile();
    const ours = await startServer(script("intaglio"), { DATA: join(photo.folder, "data"), DELIVERY: "signed" });
    const id = await uploadFile(ours.url, photo.bytes);
    const url = ours.url + signed(`/${id}/-/preview/950x950/-/format/webp/`);
    const body = Buffer.from(await (await fetch(url)).arrayBuffer());
    await writeFile(join(photo.folder, "body"), body);
    const plain = await startServer(script("plain"), { FILE: join(photo.folder, "body") });
    const ratios: number[] = [];
    let figures = "";
    for (let round = 0; round < rounds; round += 1) {
      const theirs = await hammer(plain.url, 32, 3);
      const mine = await hammer(url, 32, 3);
      ratios.push(mine.rate / theirs.rate);
      figures = `${mine.rate.toFixed(0)} beside ${theirs.rate.toFixed(0)} requests/s, ${body.byteLength} bytes`;
    }
    const calm = await hammer(`${ours.url}${signed(`/${id}/-/preview/950x950/-/format/webp/`)}`, 1, 1);
    await Promise.all([ours.stop(), plain.stop()]);
    const row: Row = {
      what: "throughput",
      ratio: median(ratios),
      of: "x node:http with a Buffer",
      promise: { least: 0.6 },
      figures,
    };
    return [row, { what: "p50 on one connection", ratio: calm.p50, of: "ms", figures: "" }];
  },
};

/** A kept rendition while the renderer has all hands full. */
export const hotUnderCold: Question = {
  name: "hot-under-cold",
  asks: "What does a hot URL's p99 become while 50 cold AVIFs are wanted?",
  async answer() {
    const photo = await photoFile();
    const ratios: number[] = [];
    let figures = "";
    for (let round = 0; round < 3; round += 1) {
      const server = await startServer(script("intaglio"), {
        DATA: join(photo.folder, `data${round}`),
        DELIVERY: "open",
      });
      const id = await uploadFile(server.url, photo.bytes);
      const url = `${server.url}/${id}/-/preview/950x950/-/format/webp/`;
      await fetch(url);
      await sample(url, after(1000)); // both sides get warm
      const calm = await sample(url, after(4000));
      const cold = Array.from({ length: 50 }, (_, at) => `${server.url}/${id}/-/resize/${1200 + at}x/-/format/auto/`);
      const busy = await sample(url, fetchAll(cold, 50));
      ratios.push(quantile(busy, 0.99) / quantile(calm, 0.99));
      figures = `p99 ${quantile(busy, 0.99).toFixed(1)} beside ${quantile(calm, 0.99).toFixed(1)} ms, ${busy.length} and ${calm.length} requests`;
      await server.stop();
    }
    return [
      { what: "p99 under 50 cold renders", ratio: median(ratios), of: "x its calm p99", promise: { most: 3 }, figures },
    ];
  },
};

function after(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
