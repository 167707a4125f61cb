import { spawnSync } from "node:child_process";
import { root } from "./workspace.ts";

/** Runs a program in the repository's root; throws when it fails. `quiet` shows its output only then. */
export function run(program: string, args: readonly string[], { quiet = false } = {}): void {
  const { status, signal, error, output } = spawnSync(program, args, {
    cwd: root,
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    encoding: "utf8",
  });
  if (error) throw error;
  if (status === 0) return;
  const printed = quiet ? `\n${output.join("")}` : "";
  throw new Error(`\`${[program, ...args].join(" ")}\` ended with ${signal ?? status}${printed}`);
}
