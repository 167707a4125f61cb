// Processes of their own, for what only they can show: races, and SIGKILL.
import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { once } from "node:events";
import { onTestFinished } from "vitest";

/** Runs one of the scripts beside this file with Node, on our sources. Killed when the test ends, if it still runs. */
export function startScript(name: string, ...values: string[]): ChildProcess {
  const script = new URL(`${name}.ts`, import.meta.url).pathname;
  const child = spawn(process.execPath, ["--conditions=@intaglio/source", script, ...values], {
    stdio: ["pipe", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  return child;
}

/** All that the process writes, once it has ended well. */
export async function outputOf(child: ChildProcess): Promise<string> {
  const pieces: Buffer[] = [];
  child.stdout?.on("data", (piece: Buffer) => pieces.push(piece));
  const [code] = (await once(child, "close")) as [number | null];
  if (code !== 0) throw new Error(`${child.spawnargs.join(" ")} ended with ${String(code)}`);
  return Buffer.concat(pieces).toString();
}
