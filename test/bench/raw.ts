/** Raw sharp in a process of its own. */
import { spawn } from "node:child_process";
import { once } from "node:events";
import type { RawTask } from "./servers/raw-sharp.ts";

const script = new URL("servers/raw-sharp.ts", import.meta.url).pathname;

/** Seconds, and seconds of processor time, that a tight loop takes. */
export async function rawSharp(path: string, task: RawTask): Promise<{ seconds: number; cpu: number }> {
  const child = spawn(process.execPath, ["--conditions=@intaglio/source", script, path, JSON.stringify(task)], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  let output = "";
  child.stdout.on("data", (chunk: Buffer) => (output += chunk.toString()));
  await once(child, "exit");
  return JSON.parse(output) as { seconds: number; cpu: number };
}
