import { setTimeout as sleep } from "node:timers/promises";
import sharp from "sharp";
import { startServer } from "../support/server-process.ts";
import { fadingPicture, mediumPhoto, movingPicture, openInputs } from "./inputs.ts";
import { fetchAll, uploadFile } from "./load.ts";
import type { Question } from "./question.ts";
import { memoryOf } from "./usage.ts";

const script = new URL("servers/intaglio.ts", import.meta.url).pathname;
const renders = 5_000;
const mebibytes = (bytes: number): string => (bytes / 1024 ** 2).toFixed(0);

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
    const told = ({ own, children }: typeof late): string => `${mebibytes(own)} MiB and workers ${mebibytes(children)}`;
    return [
      {
        what: "memory after 5,000 renders, MiB",
        ratio: Number(mebibytes(late.own + late.children)),
        of: "in all",
        promise: { most: 600 },
        figures: `server ${told(late)}; after 500 ${told(early)}; ${((renders - 500) / seconds).toFixed(0)} renders/s`,
      },
    ];
  },
};
