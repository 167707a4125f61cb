/** A worker process: takes one task at a time on stdin, answers on stdout, and dies with its host. */
import { readFileSync, writeSync } from "node:fs";
import { IntaglioError, toIntaglioError } from "@intaglio/contract";
import { inspectPicture } from "./inspect.ts";
import { hardenDecoder, measurePicture, renderPicture } from "./render.ts";
import { createSight, type Sight } from "./sight.ts";
import {
  head,
  jsonMessage,
  kinds,
  memoryNotice,
  messageReader,
  type Answer,
  type Place,
  type Task,
  type WorkerSetup,
} from "./wire.ts";

const setup = JSON.parse(process.argv[2] ?? "null") as WorkerSetup;
hardenDecoder();
watchMemory();

let task: Task | undefined;
/** What follows the task: room is made for each blob when its bytes begin to come. */
let streamed: Streamed[] = [];

interface Streamed {
  readonly size: number;
  bytes: Buffer;
  filled: number;
}

process.stdin.on("data", messageReader(take));
process.stdin.on("end", end); // the host is gone: nothing here is worth finishing

function take(kind: number, payload: Buffer): void {
  if (kind === kinds.drop) {
    clear();
    return;
  }
  if (kind === kinds.task) {
    task = JSON.parse(payload.toString()) as Task;
    streamed = task.places
      .filter(({ path }) => path === undefined)
      .map(({ size }) => ({ size, bytes: Buffer.alloc(0), filled: 0 }));
  } else {
    const now = streamed.find(({ size, filled }) => filled < size);
    if (now === undefined) return;
    if (now.filled === 0) now.bytes = Buffer.allocUnsafe(now.size);
    now.filled += payload.copy(now.bytes, now.filled);
  }
  if (task === undefined || streamed.some(({ size, filled }) => filled < size)) return;
  const [whole, blobs] = [task, streamed.map(({ bytes }) => bytes)];
  clear();
  void begin(whole, blobs);
}

/** The bytes of all places, in their order. Decoders get the bytes, never the path: some formats can name their neighbours. */
function gather(places: readonly Place[], streamed_: readonly Buffer[]): Buffer[] {
  const rest = streamed_.values();
  const all: Buffer[] = [];
  for (const { size, path } of places)
    all.push(path === undefined ? (rest.next().value ?? Buffer.alloc(0)) : readPlace(path, size));
  return all;
}

/** At once: there is nothing else that this process could do meanwhile. */
function readPlace(path: string, size: number): Buffer {
  try {
    const bytes = readFileSync(path);
    if (bytes.length === size) return bytes;
    throw new Error(`${bytes.length} bytes`);
  } catch (cause) {
    throw new IntaglioError("STORAGE_FAILED", `the source was to have ${size} bytes: ${String(cause)}`, { cause });
  }
}

async function begin(now: Task, blobs: readonly Buffer[]): Promise<void> {
  try {
    const [bytes = Buffer.alloc(0), ...layers] = gather(now.places, blobs);
    if (now.do === "measure") {
      say({ is: "measured", facts: await measurePicture(bytes, now.format) });
      return;
    }
    const { limits, fonts } = setup;
    const sight = createSight(setup.detector);
    if (now.do === "inspect") {
      const facts = await inspectPicture(now.job, now.wanted, bytes, limits, layers, fonts, sight);
      say({ is: "inspected", facts, ...complaintOf(sight) });
      return;
    }
    const { bytes: result, width, height, pages } = await renderPicture(now.job, bytes, limits, layers, fonts, sight);
    say({ is: "rendered", width, height, pages, ...complaintOf(sight) });
    process.stdout.write(head(kinds.bytes, result.length));
    process.stdout.write(result);
  } catch (error) {
    const { code, message, detail } = toIntaglioError(error);
    say({ is: "failed", code, message, ...(detail.hint === undefined ? {} : { hint: detail.hint }) });
  }
}

function complaintOf(sight: Sight): { complaint?: string } {
  const complaint = sight.complaint();
  return complaint === undefined ? {} : { complaint };
}

function say(answer: Answer): void {
  process.stdout.write(jsonMessage(kinds.answer, answer));
}

function clear(): void {
  task = undefined;
  streamed = [];
}

/** libvips' memory is outside V8's sight, so no V8 limit would stop it. */
function watchMemory(): void {
  setInterval(() => {
    if (process.memoryUsage.rss() <= setup.memoryBytes) return;
    writeSync(2, memoryNotice);
    end();
  }, 50).unref();
}

/** Not `process.exit`: that one waits for the decoder's threads. */
function end(): void {
  process.kill(process.pid, "SIGKILL");
}
