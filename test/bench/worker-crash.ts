import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { startServer } from "../support/server-process.ts";
import { quantile, sample, uploadFile } from "./load.ts";
import { photoFile } from "./photo.ts";
import { median, type Question } from "./question.ts";

const script = new URL("servers/intaglio.ts", import.meta.url).pathname;

/** Renders are killed all the time; who asks for something else must not notice. */
export const workerCrash: Question = {
  name: "worker-crash",
  asks: "What does a hot URL's p99 become while render workers are killed?",
  async answer() {
    const photo = await photoFile();
    const ratios: number[] = [];
    let figures = "";
    for (let round = 0; round < 3; round += 1) {
      const server = await startServer(script, { DATA: join(photo.folder, `data${round}`) });
      const id = await uploadFile(server.url, photo.bytes);
      const url = `${server.url}/${id}/-/preview/560x560/-/format/webp/`;
      await fetch(url);
      await sample(url, after(1000));
      const calm = await sample(url, after(3000));
      let killed = 0;
      const timer = setInterval(() => (killed += killChildren(server.pid)), 200);
      const cold = Array.from({ length: 12 }, (_, at) =>
        fetch(`${server.url}/${id}/-/resize/${1200 + at}x/-/format/webp/`),
      );
      const statuses = Promise.all(cold.map(async (answer) => (await answer).status));
      const busy = await sample(url, Promise.all([statuses, after(3000)]));
      clearInterval(timer);
      const crashed = (await statuses).filter((status) => status >= 500).length;
      ratios.push(quantile(busy, 0.99) / quantile(calm, 0.99));
      figures = `${killed} workers killed, ${crashed} of 12 renders refused with 5xx; p99 ${quantile(busy, 0.99).toFixed(1)} ms`;
      await server.stop();
    }
    return [
      {
        what: "p99 while workers are killed",
        ratio: median(ratios),
        of: "x its calm p99",
        promise: { most: 3 },
        figures,
      },
    ];
  },
};

/** Kills the direct children of a process; gives how many there were. */
function killChildren(parent: number): number {
  let killed = 0;
  for (const pid of readdirSync("/proc").filter((name) => /^\d+$/.test(name)))
    try {
      if (Number(/^PPid:\s+(\d+)/m.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) !== parent) continue;
      process.kill(Number(pid), "SIGKILL");
      killed += 1;
    } catch {
      // it ended by itself between the look and the kill
    }
  return killed;
}

function after(ms: number): Promise<void> {
  return new Promise((resolve) => void setTimeout(resolve, ms));
}
