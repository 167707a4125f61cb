import { request } from "node:http";
import { readdir, rm, truncate } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { startServer, type ServerProcess } from "../support/server-process.ts";
import { newFolder } from "./photo.ts";
import { median, type Question, type Row } from "./question.ts";

const script = (name: string): string => new URL(`servers/${name}.ts`, import.meta.url).pathname;
const server = new URL("../support/upload-server.ts", import.meta.url).pathname;
const bytes = 1024 ** 3;
const roundCount = 5;

/** Seconds of both, and the bytes by which our memory grew. */
interface Round {
  readonly theirs: number;
  readonly ours: number;
  readonly growth: number;
}

const folders: string[] = [];

/** One gibibyte through Express, into the disk store and into unstorage's. */
export const uploads: Question = {
  name: "uploads",
  asks: "What does a 1 GiB upload through Express cost beside piping the same request to a file?",
  async answer() {
    const rows: Row[] = [];
    for (const store of ["disk", "unstorage"]) rows.push(await measure(store));
    for (const folder of folders.splice(0)) await rm(folder, { recursive: true, force: true });
    return rows;
  },
};

async function measure(store: string): Promise<Row> {
  const rounds: Round[] = [];
  for (let round = 0; round < roundCount; round += 1) {
    const theirs = await inFreshFolder(script("pipe"), (folder) => ({ TARGET: join(folder, "piped") }));
    const ours = await inFreshFolder(server, (folder) => ({ DATA: join(folder, "data"), STORE: store }));
    rounds.push({ theirs: theirs.seconds, ours: ours.seconds, growth: ours.growth });
  }
  const [theirs, ours] = [median(rounds.map((round) => round.theirs)), median(rounds.map((round) => round.ours))];
  return {
    what: `throughput, ${store}`,
    ratio: median(rounds.map((round) => round.theirs / round.ours)),
    of: "x piping to a file",
    promise: { least: 0.8 },
    figures: `${mib(bytes / ours)} beside ${mib(bytes / theirs)} MiB/s; memory grew by ${mib(Math.max(...rounds.map((round) => round.growth)))} MiB`,
  };
}

/**
 * One gibibyte to a server of its own, whose files are emptied at once: a file cache that grows into memory which a
 * virtual machine has not touched yet halves the speed of whoever comes last, plain Node or we. Not removed before the
 * end: ext4 does not use an inode again for minutes, and looks at each of thousands to find that out.
 */
async function inFreshFolder(
  path: string,
  environment: (folder: string) => Record<string, string>,
): Promise<{ seconds: number; growth: number }> {
  const folder = await newFolder();
  folders.push(folder);
  const running = await startServer(path, environment(folder));
  try {
    await post(running.url, 1024 ** 2);
    return await watched(running, () => post(running.url, bytes));
  } finally {
    await running.stop();
    for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
      if (entry.isFile()) await truncate(join(entry.parentPath, entry.name));
  }
}

const mib = (value: number): string => (value / 1024 ** 2).toFixed(0);

async function watched(
  server: ServerProcess,
  run: () => Promise<number>,
): Promise<{ seconds: number; growth: number }> {
  const before = server.memory();
  let peak = before;
  const timer = setInterval(() => (peak = Math.max(peak, server.memory())), 50);
  const seconds = await run();
  clearInterval(timer);
  return { seconds, growth: peak - before };
}

/** Sends a multipart upload of that many bytes; gives the seconds until its answer. */
async function post(url: string, size: number): Promise<number> {
  const head = `--b\r\nContent-Disposition: form-data; name="UPLOADCARE_PUB_KEY"\r\n\r\ndemopublickey\r\n--b\r\nContent-Disposition: form-data; name="file"; filename="big.bin"\r\n\r\n`;
  const tail = "\r\n--b--\r\n";
  const start = performance.now();
  const sending = request(`${url}/base/`, {
    method: "POST",
    headers: { "content-type": "multipart/form-data; boundary=b", "content-length": head.length + size + tail.length },
  });
  const answered = new Promise<number>((resolve, reject) => {
    sending.on("error", reject);
    sending.on("response", (response) => response.resume().on("end", () => resolve(response.statusCode ?? 0)));
  });
  const chunk = Buffer.alloc(64 * 1024, 7);
  function* body(): Generator<Uint8Array> {
    yield Buffer.from(head);
    for (let sent = 0; sent < size; sent += chunk.byteLength) yield chunk;
    yield Buffer.from(tail);
  }
  await pipeline(Readable.from(body()), sending);
  const status = await answered;
  if (status !== 200) throw new Error(`the upload was answered with ${status}`);
  return (performance.now() - start) / 1000;
}
