/** Large bodies and clients that leave, in every framework: memory stays bounded, work stops, nothing leaks. */
import { randomBytes } from "node:crypto";
import { readdirSync } from "node:fs";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, type Socket } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { cpuSeconds } from "./bench/usage.ts";
import { json, multipart, send } from "./frameworks/exchange.ts";
import { playgrounds, type Playground } from "./frameworks/playgrounds.ts";
import { signed } from "./frameworks/place.ts";
import { growth, mebibyte, postLarge } from "./support/large-upload.ts";
import type { ServerProcess } from "./support/server-process.ts";

/** Where a server is, and below what. */
interface At {
  readonly url: string;
  readonly base: string;
}

const pause = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

describe.each<[string, Playground]>(Object.entries(playgrounds))("%s", (_name, playground) => {
  const base = playground.mounts?.[0] ?? "";
  let folder: string;
  let server: ServerProcess;
  let at: At;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), "intaglio-load-"));
    const limits = { INTAGLIO_UPLOAD_BYTES: String(2 * 1024 * mebibyte), INTAGLIO_UPLOAD_TYPES: "*" };
    server = await playground.start({ INTAGLIO_DATA: folder, ...limits });
    at = { url: server.url, base };
  }, 240_000); // some are installed and built first

  afterAll(async () => {
    await server?.stop();
    await rm(folder, { recursive: true, force: true });
  });

  test("a gibibyte goes in and out by less than 96 MiB of memory", { timeout: 240_000 }, async () => {
    const small = await upload(at, 32 * mebibyte); // so that all code is loaded
    await download(at, small, 32 * mebibyte, Infinity);
    const coming = await growth(server, () => upload(at, 1024 * mebibyte));
    expect(coming.grown / mebibyte, "upload").toBeLessThan(96);
    const going = await growth(server, () => download(at, coming.result, 10 * mebibyte, mebibyte));
    expect(going.grown / mebibyte, "download by a client that reads a mebibyte a second").toBeLessThan(96);
  });

  test(
    "a thousand clients that leave in mid-download or mid-render cost nothing later",
    { timeout: 240_000 },
    async () => {
      const noise = sharp(randomBytes(1600 * 1200 * 3), { raw: { width: 1600, height: 1200, channels: 3 } });
      const id = await store(at, await noise.jpeg({ quality: 95 }).toBuffer());
      const original = signed(at, `/${id}/`);
      await leave(server.url, Array<string>(40).fill(original), true);
      await pause(1000);
      const [handles, memory] = [countHandles(server.pid), server.memory()];
      await leave(server.url, Array<string>(500).fill(original), true);
      const renders = Array.from({ length: 500 }, (_, index) => signed(at, `/${id}/-/preview/${100 + index}x900/`));
      await leave(server.url, renders, false);
      expect(await least(() => workIn(server.pid), 0.3), "it works on and on").toBeLessThan(0.3);
      const most = handles + 10;
      expect(await least(() => countHandles(server.pid), most), "open files and sockets").toBeLessThanOrEqual(most);
      const grown = () => (server.memory() - memory) / mebibyte;
      expect(await least(grown, 96), "memory").toBeLessThan(96);
      expect((await send(server.url, { path: original })).status).toBe(200);
    },
  );
});

/** Processor seconds used in the next second. */
async function workIn(pid: number): Promise<number> {
  const before = cpuSeconds(pid);
  await pause(1000);
  return cpuSeconds(pid) - before;
}

/** The least of some measurements in a row; no more once it is below a bound. On a busy machine all takes its time, but what leaks stays. */
async function least(measure: () => number | Promise<number>, bound: number): Promise<number> {
  let lowest = Infinity;
  for (let second = 0; second < 12 && lowest >= bound; second += 1) {
    await pause(second === 0 ? 1000 : 500);
    lowest = Math.min(lowest, await measure());
  }
  return lowest;
}

async function store({ url, base }: At, bytes: Uint8Array): Promise<string> {
  const parts = multipart([
    ["UPLOADCARE_PUB_KEY", "demopublickey"],
    ["file", bytes, "a.jpg"],
  ]);
  return String(json(await send(url, { method: "POST", path: `${base}/base/`, ...parts }))["file"]);
}

/** Uploads so many bytes that are no picture; gives the file's id. */
async function upload({ url, base }: At, bytes: number): Promise<string> {
  const { status, text } = await postLarge(url + base, bytes);
  expect(status, text).toBe(200);
  return (JSON.parse(text) as { file: string }).file;
}

/** Reads so many bytes a second, until it has enough; then it leaves. */
async function download(at: At, id: string, bytes: number, bytesPerSecond: number): Promise<void> {
  const socket = ask(at.url, signed(at, `/${id}/`));
  let read = 0;
  const start = performance.now();
  for await (const chunk of socket as AsyncIterable<Buffer>) {
    read += chunk.length;
    if (read >= bytes) break; // the loop's end destroys the socket
    const dueMs = (read / bytesPerSecond) * 1000;
    await pause(Math.max(0, dueMs - (performance.now() - start)));
  }
  expect(read).toBeGreaterThanOrEqual(bytes);
}

/** Clients that ask, ten at a time, and leave: at the first bytes, or before any. */
async function leave(url: string, targets: readonly string[], atFirstBytes: boolean): Promise<void> {
  const left = [...targets];
  const client = async (): Promise<void> => {
    for (let target = left.pop(); target !== undefined; target = left.pop()) {
      const socket = ask(url, target);
      await (atFirstBytes ? new Promise((resolve) => socket.once("data", resolve)) : pause(leaveAfterMs()));
      socket.destroy();
    }
  };
  await Promise.all(Array.from({ length: 10 }, client));
}

function ask(url: string, target: string): Socket {
  const socket = connect(Number(new URL(url).port), "127.0.0.1").on("error", () => {});
  socket.write(`GET ${target} HTTP/1.1\r\nHost: h\r\n\r\n`);
  return socket;
}

/** Before the server has looked at the request, in its line, or in mid-render. */
const leaveAfterMs = (): number => 1 + Math.random() * 100;

const countHandles = (pid: number): number => readdirSync(`/proc/${pid}/fd`).length;
