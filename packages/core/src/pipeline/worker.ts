/** A worker process: takes one task at a time on stdin, answers on stdout, and dies with its host. */
import { writeSync } from "node:fs";
import { readFile } from "node:fs/promises";
import { toIntaglioError } from "@intaglio/contract";
import { hardenDecoder, measurePicture, renderPicture } from "./render.ts";
import {
  head,
  jsonMessage,
  kinds,
  memoryNotice,
  messageReader,
  type Answer,
  type Task,
  type WorkerSetup,
} from "./wire.ts";

const setup = JSON.parse(process.argv[2] ?? "null") as WorkerSetup;
hardenDecoder();
watchMemory();

let task: Task | undefined;
let source = Buffer.alloc(0);
let filled = 0;

process.stdin.on("data", messageReader(take));
process.stdin.on("end", end); // the host is gone: nothing here is worth finishing

function take(kind: number, payload: Buffer): void {
  if (kind === kinds.drop) {
    clear();
    return;
  }
  if (kind === kinds.task) {
    task = JSON.parse(payload.toString()) as Task;
    if (task.path !== undefined) {
      void beginFile(task, task.path);
      return;
    }
    source = Buffer.allocUnsafe(task.size);
    filled = 0;
  } else {
    filled += payload.copy(source, filled);
  }
  if (task !== undefined && filled === source.length) void begin(task, source);
}

/** Decoders get the bytes, never the path: some formats can name their neighbours. */
async function beginFile(now: Task, path: string): Promise<void> {
  const bytes = await readFile(path).catch((error: unknown) => String(error));
  if (typeof bytes !== "string" && bytes.length === now.size) return begin(now, bytes);
  clear();
  const found = typeof bytes === "string" ? bytes : `${bytes.length} bytes`;
  say({ is: "failed", code: "STORAGE_FAILED", message: `the source was to have ${now.size} bytes: ${found}` });
}

async function begin(now: Task, bytes: Buffer): Promise<void> {
  clear();
  try {
    if (now.do === "measure") {
      say({ is: "measured", facts: await measurePicture(bytes, now.format) });
      return;
    }
    const { bytes: result, width, height, pages } = await renderPicture(now.job, bytes, setup.limits);
    say({ is: "rendered", width, height, pages });
    process.stdout.write(head(kinds.bytes, result.length));
    process.stdout.write(result);
  } catch (error) {
    const { code, message, detail } = toIntaglioError(error);
    say({ is: "failed", code, message, ...(detail.hint === undefined ? {} : { hint: detail.hint }) });
  }
}

function say(answer: Answer): void {
  process.stdout.write(jsonMessage(kinds.answer, answer));
}

function clear(): void {
  task = undefined;
  source = Buffer.alloc(0);
  filled = 0;
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
