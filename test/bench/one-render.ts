import { readdir } from "node:fs/promises";
import { join } from "node:path";
import { startServer } from "../support/server-process.ts";
import { fetchAll, uploadFile } from "./load.ts";
import { newFolder, phonePhoto } from "./photo.ts";
import type { Question } from "./question.ts";

/** Renditions on the store: each is a file. */
async function countRenditions(data: string): Promise<number> {
  const entries = await readdir(join(data, "renditions", "renditions"), { recursive: true, withFileTypes: true });
  return entries.filter((entry) => entry.isFile()).length;
}

/** 200 requests for one URL, and two processes on one store. */
export const oneRender: Question = {
  name: "one-render",
  asks: "How many renders do 200 requests at once for one cold URL cost, over two processes on one store?",
  async answer() {
    const data = await newFolder();
    const [one, two] = [await startServer(server, { DATA: data }), await startServer(server, { DATA: data })];
    const id = await uploadFile(one.url, await phonePhoto());
    const path = `/${id}/-/preview/800x800/-/format/webp/`;
    const urls = Array.from({ length: 200 }, (_, at) => (at % 2 ? one.url : two.url) + path);
    const seconds = await fetchAll(urls, 200);
    const kept = await countRenditions(data);
    const metrics = await Promise.all([one, two].map(async ({ pid }) => `pid ${pid}`));
    await Promise.all([one.stop(), two.stop()]);
    const renders = [...one.output, ...two.output].filter((line) => line.includes('"rendered"')).length;
    return [
      {
        what: "renditions kept",
        ratio: kept,
        of: "(1 is right)",
        promise: { most: 1 },
        figures: `${seconds.toFixed(2)} s, ${metrics.length} processes`,
      },
      {
        what: "renders",
        ratio: renders,
        of: "(1 is right)",
        promise: { most: 1 },
        figures: "counted from the servers' own log",
      },
    ];
  },
};

const server = new URL("servers/intaglio.ts", import.meta.url).pathname;
