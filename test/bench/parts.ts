import { request } from "node:http";
import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import {
  begin,
  complete,
  content,
  cut,
  hashAt,
  hashOf,
  inParallel,
  putPart,
  type Begun,
} from "../support/parts-client.ts";
import { startServer, type ServerProcess } from "../support/server-process.ts";
import { newFolder } from "./photo.ts";
import type { Question, Row } from "./question.ts";

const server = new URL("../support/parts-server.ts", import.meta.url).pathname;
const pipe = new URL("servers/pipe.ts", import.meta.url).pathname;
const mebibyte = 1024 ** 2;
const bytes = 2048 * mebibyte;
/** What uploads may take beside their parts' bytes: the promise. */
const mostGrowth = 64 * mebibyte;

/** Two gibibytes in parts: out of order, some twice, others broken off, then joined. */
export const parts: Question = {
  name: "parts",
  asks: "What does a 2 GiB upload in parts cost beside piping as many bytes to a file, and how much memory?",
  async answer() {
    const rows: Row[] = [];
    for (const size of [5, 64]) rows.push(...(await measure(size * mebibyte)));
    return rows;
  },
};

async function measure(partBytes: number): Promise<Row[]> {
  const folder = await newFolder();
  const theirs = await startServer(pipe, { TARGET: join(folder, "piped") });
  const piped = await seconds(() => post(theirs.url));
  await theirs.stop();
  await truncate(join(folder, "piped")).catch(() => {});
  const ours = await startServer(server, { DATA: join(folder, "data") });
  await upload(ours, 32 * mebibyte, 8 * mebibyte); // so that all code is loaded
  const before = ours.memory();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, ours.memory())), 50);
  const { begun, sending, joining } = await upload(ours, bytes, partBytes);
  clearInterval(timer);
  if ((await hashAt(`${ours.url}/${begun.uuid}/`)) !== hashOf(bytes)) throw new Error("the file is another");
  const left = (await readdir(join(folder, "data/blobs"))).includes("parts");
  if (left) throw new Error("parts were left behind");
  await ours.stop();
  await rm(folder, { recursive: true, force: true });
  const what = `parts of ${partBytes / mebibyte} MiB`;
  const beside = `beside ${mib(bytes / piped)} MiB/s`;
  return [
    {
      what: `${what}, sending`,
      ratio: piped / sending,
      of: "x piping to a file",
      figures: `${mib(bytes / sending)} ${beside}`,
    },
    {
      what: `${what}, joining`,
      ratio: piped / joining,
      of: "x piping to a file",
      figures: `${mib(bytes / joining)} ${beside}`,
    },
    {
      what: `${what}, growth of memory`,
      ratio: (peak - before) / mostGrowth,
      of: "x 64 MiB",
      promise: { most: 1 },
      figures: `${mib(peak - before)} MiB`,
    },
  ];
}

/** Seconds from the first part to the last, and of joining them. */
async function upload(
  { url }: ServerProcess,
  size: number,
  partBytes: number,
): Promise<{ begun: Begun; sending: number; joining: number }> {
  const begun = await begin(url, size, { part_size: String(partBytes) });
  const all = [...cut(size, partBytes).entries()];
  const put = async ([at, [from, to]]: (typeof all)[number]): Promise<void> => {
    const { status, body } = await putPart(begun.parts[at] ?? "", from, to);
    if (status !== 200) throw new Error(`part ${at}: ${status} ${body}`);
  };
  const breakOff = async ([at, [from, to]]: (typeof all)[number]): Promise<void> => {
    const leaving = new AbortController();
    const sent = (sum: number): void => void (sum > (to - from) / 2 && leaving.abort());
    await putPart(begun.parts[at] ?? "", from, to, { signal: leaving.signal, sent }).catch(() => {});
  };
  const some = all.filter(([at]) => at % 8 === 0);
  await inParallel(some, 4, breakOff);
  const sending = await seconds(() => inParallel(all.toReversed(), 4, put));
  await inParallel(some, 4, put);
  let answer = "";
  const joining = await seconds(async () => {
    const said = await complete(url, begun.uuid);
    answer = said.status === 200 ? "" : said.body;
  });
  if (answer !== "") throw new Error(`completing: ${answer}`);
  return { begun, sending, joining };
}

async function seconds(work: () => Promise<void>): Promise<number> {
  const start = performance.now();
  await work();
  return (performance.now() - start) / 1000;
}

async function post(url: string): Promise<void> {
  const sending = request(`${url}/base/`, { method: "POST", headers: { "content-length": bytes } });
  const answered = new Promise<void>((resolve, reject) => {
    sending.on("error", reject);
    sending.on("response", (response) => response.resume().on("end", resolve));
  });
  await pipeline(Readable.from(content(0, bytes)), sending);
  await answered;
}

const mib = (value: number): string => (value / mebibyte).toFixed(0);
