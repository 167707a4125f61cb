import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { startServer } from "../support/server-process.ts";
import { fadingPicture, mediumPhoto, movingPicture, openInputs } from "./inputs.ts";
import { fetchAll, uploadFile } from "./load.ts";
import type { Question } from "./question.ts";
import { memoryOf } from "./usage.ts";

const script = new URL("servers/intaglio.ts", import.meta.url).pathname;
const renders = 5_000;
const mebibytes = (bytes: number): number => bytes / 1024 ** 2;

/** Memory of the server and its workers. */
export const memory: Question = {
  name: "memory",
  asks: `How much memory do server and workers hold after ${renders} mixed renders?`,
  async answer() {
    const inputs = await openInputs();
    const server = await startServer(script, { DATA: `${inputs.folder}/data` });
    const small = async (bytes: Promise<Buffer>, type: "jpeg" | "png"): Promise<string> =>
      uploadFile(
        server.url,
        await sharp(await bytes)
          .resize(800)
          .toFormat(type)
          .toBuffer(),
        `image/${type}`,
      );
    const ids = [
      await small(mediumPhoto(), "jpeg"),
      await small(fadingPicture(), "png"),
      await uploadFile(
        server.url,
        await sharp(await movingPicture(), { pages: 4 })
          .gif()
          .toBuffer(),
        "image/gif",
      ),
    ];
    const formats = ["webp", "jpeg", "png", "auto"];
    const urls = Array.from({ length: renders }, (_, at) => {
      const id = ids[at % 16 === 0 ? 2 : at % 2] ?? "";
      const width = 60 + (Math.floor(at / 4) % 160);
      return `${server.url}/${id}/-/preview/${width}x${width + Math.floor(at / 640)}/-/format/${formats[at % 4] ?? ""}/`;
    });
    await fetchAll(urls.slice(0, 500), 16);
    const early = memoryOf(server.pid);
    const seconds = await fetchAll(urls.slice(500), 16);
    await sleep(1000);
    const late = memoryOf(server.pid);
    await server.stop();
    const figures = `${mebibytes(early).toFixed(0)} MiB after 500; ${((renders - 500) / seconds).toFixed(0)} renders/s`;
    return [
      { what: "memory after 5,000 renders", ratio: late / early, of: "x after 500", promise: { most: 1.3 }, figures },
      {
        what: "",
        ratio: mebibytes(late),
        of: "MiB",
        figures: "one server, its renditions in memory (64 MiB), 3 workers",
      },
    ];
  },
};
