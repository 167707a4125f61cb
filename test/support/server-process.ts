/** A server in a process of its own, started from sources, told apart by the address it prints. */
import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { readFileSync } from "node:fs";
import { createInterface } from "node:readline";

/** A running server. */
export interface ServerProcess {
  readonly url: string;
  readonly pid: number;
  /** What it printed so far, both outputs. */
  readonly output: readonly string[];
  /** Resident memory in bytes. */
  memory(): number;
  /** Ends it and waits. Default: SIGTERM. */
  stop(signal?: NodeJS.Signals): Promise<void>;
}

const live = new Set<ChildProcess>();
process.once("exit", () => {
  for (const child of live) child.kill("SIGKILL");
});

/** What is started, and where. */
interface Start {
  readonly cwd?: string;
  readonly args?: readonly string[];
  /** What runs it. Default: this Node. */
  readonly program?: string;
}

/** Starts a script, which must print a line with its `http://127.0.0.1:…` or `http://localhost:…` address when ready. */
export function startServer(
  script: string,
  env: Readonly<Record<string, string>> = {},
  { cwd }: Start = {},
): Promise<ServerProcess> {
  return start(process.execPath, ["--conditions=@intaglio/source", script], env, cwd);
}

/** Starts what was built for production, as a user would: without what leads to sources, and without a sign of tests. */
export function startBuilt(
  script: string,
  env: Readonly<Record<string, string>> = {},
  { cwd, args = [], program = process.execPath }: Start = {},
): Promise<ServerProcess> {
  const plain = { NODE_OPTIONS: "", NODE_ENV: "production", TEST: "", HOST: "127.0.0.1" };
  return start(program, [script, ...args], { ...plain, ...env }, cwd);
}

async function start(
  program: string,
  args: readonly string[],
  env: Readonly<Record<string, string>>,
  cwd?: string,
): Promise<ServerProcess> {
  const child = spawn(program, args, {
    cwd,
    env: { ...process.env, PORT: "0", ...env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  live.add(child);
  child.once("exit", () => live.delete(child));
  const output: string[] = [];
  const url = await new Promise<string>((resolve, reject) => {
    for (const stream of [child.stdout, child.stderr])
      createInterface({ input: stream }).on("line", (line) => {
        output.push(line);
        const found = /http:\/\/(127\.0\.0\.1|localhost):\d+/.exec(line);
        if (found) resolve(found[0].replace("localhost", "127.0.0.1"));
      });
    child.once("exit", (code) => reject(new Error(`${args.at(-1)} ended with ${code}:\n${output.join("\n")}`)));
  });
  const pid = child.pid ?? 0;
  return {
    url,
    pid,
    output,
    memory: () => Number(/VmRSS:\s+(\d+) kB/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1]) * 1024,
    async stop(signal = "SIGTERM") {
      if (child.exitCode !== null || child.signalCode !== null) return;
      const ended = once(child, "exit");
      child.kill(signal);
      await ended;
    },
  };
}
