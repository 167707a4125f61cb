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
const counted = 5;
/** Until the machine's memory was touched once. */
const warmUps = 2;

/** Seconds of both, and the bytes by which our memory grew. */
interface Round {
  readonly piped: number;
  readonly seconds: number;
  readonly growth: number;
}

/** One gibibyte through Express, into the disk store and into unstorage's. */
export const uploads: Question = {
  name: "uploads",
  asks: "What does a 1 GiB upload through Express cost beside piping the same request to a file?",
  async answer() {
    const rows: Row[] = [];
    for (const store of ["disk", "unstorage"]) rows.push(await measure(store));
    return rows;
  },
};

async function measure(store: string): Promise<Row> {
  const folder = await newFolder();
  const ours = await startServer(server, { DATA: join(folder, "data"), STORE: store });
  const theirs = await startServer(script("pipe"), { TARGET: join(folder, "piped") });
  await post(ours.url, 1024 ** 2);
  const rounds: Round[] = [];
  for (let round = 0; round < warmUps + counted; round += 1) {
    const piped = await post(theirs.url, bytes);
    await empty(folder);
    const { seconds, growth } = await watched(ours, () => post(ours.url, bytes));
    await empty(folder);
    rounds.push({ piped, seconds, growth });
  }
  await Promise.all([ours.stop(), theirs.stop()]);
  await rm(folder, { recursive: true, force: true });
  const warm = rounds.slice(warmUps);
  const [piped, seconds] = [median(warm.map((round) => round.piped)), median(warm.map((round) => round.seconds))];
  return {
    what: `throughput, ${store}`,
    ratio: piped / seconds,
    of: "x piping to a file",
    promise: { least: 0.8 },
    figures: `${mib(bytes / seconds)} beside ${mib(bytes / piped)} MiB/s; memory grew by ${mib(Math.max(...rounds.map((round) => round.growth)))} MiB`,
  };
}

/**
 * Gives the file cache's memory back: one that grows into memory which a virtual machine has not touched yet halves the
 * speed of whoever comes last. The files stay: ext4 looks at each inode that was freed in the last minutes before it
 * makes a new file.
 */
async function empty(folder: string): Promise<void> {
  for (const entry of await readdir(folder, { recursive: true, withFileTypes: true }))
    if (entry.isFile() && !entry.name.includes("sqlite")) await truncate(join(entry.parentPath, entry.name));
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
