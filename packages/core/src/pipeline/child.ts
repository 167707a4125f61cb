/** The host's side of one worker process. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { setPriority } from "node:os";
import { IntaglioError, type OpenBlob } from "@intaglio/contract";
import { head, jsonMessage, kinds, messageReader, type Answer, type Task, type WorkerSetup } from "./wire.ts";
import { isSource, workerFile } from "./worker-file.ts";

/** A worker's answer with the bytes that followed it. */
export type Outcome = Exclude<Answer, { is: "failed" }> & { readonly bytes: Uint8Array };

/** One worker process. It takes one task at a time. */
export interface Child {
  readonly pid: number | undefined;
  readonly alive: boolean;
  /**
   * Streams the blobs to the worker, those of the task's places, and gives its answer. Throws what the worker says,
   * what a blob throws, or, when the process ends, the error given to {@link kill}, or `RENDER_CRASHED`.
   */
  run(task: Task, blobs: readonly OpenBlob[], signal: AbortSignal): Promise<Outcome>;
  /** Ends the process at once; `reason` is what a running task fails with. */
  kill(reason: IntaglioError): void;
  /** Resolves when the process has ended. */
  readonly ended: Promise<Ending>;
}

/** How a worker process ended. */
export interface Ending {
  readonly code: number | null;
  readonly signal: string | null;
  /** The last of what it wrote to stderr. */
  readonly stderr: string;
}

/** From sources the worker, too, must read its packages' sources. */
const nodeArguments = isSource ? ["--conditions=@intaglio/source"] : [];

/** Nothing of the host's environment: a decoder that is taken over finds no secrets. */
function environment(fontConfig: string | undefined): Record<string, string> {
  const root = process.env["SystemRoot"]; // without it Windows starts no process that uses the network's or random's libraries
  return {
    MALLOC_ARENA_MAX: "2",
    ...(root === undefined ? {} : { SystemRoot: root }),
    ...(fontConfig === undefined ? {} : { FONTCONFIG_FILE: fontConfig }),
  };
}

/** Starts a worker process, with fonts where there is a configuration of them. It does not keep the host alive, but for the time of a task. */
export function startChild(setup: WorkerSetup, fontConfig?: string): Child {
  const process_ = spawn(process.execPath, [...nodeArguments, workerFile, JSON.stringify(setup)], {
    env: environment(fontConfig),
    stdio: ["pipe", "pipe", "pipe"],
    windowsHide: true,
  });
  let reason: IntaglioError | undefined;
  let alive = true;
  let talk: { answer?: Answer; resolve(outcome: Outcome): void; reject(error: unknown): void } | undefined;
  const stderr = tail(process_);
  const ended = ending(process_, stderr);
  void ended.then(({ code, signal }) => {
    alive = false;
    talk?.reject(reason ?? new IntaglioError("RENDER_CRASHED", `the worker ended with ${signal ?? code}`));
  });
  process_.stdout.on(
    "data",
    messageReader((kind, payload) => {
      if (kind === kinds.answer && talk) talk.answer = JSON.parse(payload.toString()) as Answer;
      const { answer } = talk ?? {};
      if (answer?.is === "failed") talk?.reject(asError(answer));
      else if (answer && (answer.is !== "rendered" || kind === kinds.bytes))
        talk?.resolve({ ...answer, bytes: payload });
    }),
  );
  keepHost(process_, false);
  yieldToHost(process_.pid);

  const kill = (why: IntaglioError): void => {
    reason ??= why;
    keepHost(process_, true); // whoever waits for its end must live to see it
    process_.kill("SIGKILL");
  };

  return {
    pid: process_.pid,
    ended,
    get alive() {
      return alive && reason === undefined;
    },
    async run(task, blobs, signal) {
      const { promise, resolve, reject } = Promise.withResolvers<Outcome>();
      talk = { resolve, reject };
      keepHost(process_, true);
      try {
        if (!alive) throw new IntaglioError("RENDER_CRASHED", "the worker has ended");
        const sent = send(process_, task, blobs, signal, kill);
        sent.catch(reject);
        return await promise;
      } finally {
        talk = undefined;
        keepHost(process_, false);
      }
    },
    kill,
  };
}

/** Streams a task. When a blob fails, the worker is told to forget it all, or ended where it has all bytes already. */
async function send(
  process_: ChildProcess,
  task: Task,
  blobs: readonly OpenBlob[],
  signal: AbortSignal,
  kill: Child["kill"],
): Promise<void> {
  const pipe = process_.stdin;
  if (pipe === null) throw new IntaglioError("INTERNAL", "a worker without stdin");
  pipe.write(jsonMessage(kinds.task, task));
  // What has a path the worker reads there: copying it through here costs more than all else.
  const streamed = blobs.filter(({ path }) => path === undefined);
  let missing = streamed.reduce((sum, { size }) => sum + size, 0);
  try {
    for (const { size, body } of streamed) {
      let sent = 0;
      for await (const chunk of body) {
        signal.throwIfAborted();
        if (pipe.destroyed) return; // the process's end is told elsewhere
        if (sent + chunk.length > size)
          throw new IntaglioError("STORAGE_FAILED", `a source has more than the ${size} bytes promised`);
        sent += chunk.length;
        missing -= chunk.length;
        pipe.write(head(kinds.bytes, chunk.length));
        if (!pipe.write(chunk)) await once(pipe, "drain", { signal });
      }
      if (sent < size) throw new IntaglioError("STORAGE_FAILED", `a source has ${sent} of the ${size} bytes promised`);
    }
  } catch (error) {
    if (pipe.destroyed && !signal.aborted) return; // as above: it broke while this waited for room
    // Its answer would be taken for the next task's.
    if (missing === 0) kill(new IntaglioError("STOPPING", "a source failed after its last byte"));
    else pipe.write(jsonMessage(kinds.drop, null));
    throw error;
  }
}

function asError({ code, message, hint }: Extract<Answer, { is: "failed" }>): IntaglioError {
  return new IntaglioError(code, message, hint === undefined ? {} : { hint });
}

function ending(process_: ChildProcess, stderr: () => string): Promise<Ending> {
  return new Promise((resolve) => {
    process_.once("close", (code, signal) => resolve({ code, signal, stderr: stderr() }));
    process_.once("error", (error) => resolve({ code: null, signal: null, stderr: error.message }));
    process_.stdin?.on("error", () => {}); // EPIPE comes with the exit, which says more
  });
}

function tail(process_: ChildProcess): () => string {
  let text = "";
  process_.stderr?.on("data", (chunk: Buffer) => {
    text = (text + chunk.toString()).slice(-2000);
  });
  return () => text;
}

/** A third of the processor time of what has none: on a machine that is busy with other things, pictures must still get done. */
const niceness = 5;

/** Answers that are ready go out before pictures are made: workers take what processor time the host leaves. */
function yieldToHost(pid: number | undefined): void {
  try {
    if (pid !== undefined) setPriority(pid, niceness);
  } catch {
    // A sandbox may forbid it, or the process has ended: then it works as any other.
  }
}

/** Whether the host waits for the process before it ends by itself. */
function keepHost(process_: ChildProcess, keep: boolean): void {
  const word = keep ? "ref" : "unref";
  process_[word]();
  // Streams of a child are sockets, whatever their type says.
  for (const stream of [process_.stdin, process_.stdout, process_.stderr])
    (stream as unknown as { ref?(): void; unref?(): void })[word]?.();
}
