import { spawnSync } from "node:child_process";
import { root } from "./workspace.ts";

/** Runs a program in the repository's root, or in `cwd`, with its output shown; throws when it fails. */
export function run(program: string, args: readonly string[], cwd: string = root): void {
  const { status, signal, error } = spawnSync(program, args, { cwd, stdio: "inherit" });
  if (error) throw error;
  if (status !== 0) throw new Error(`\`${[program, ...args].join(" ")}\` ended with ${signal ?? status}`);
}
