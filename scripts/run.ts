import { spawnSync } from "node:child_process";
import { root } from "./workspace.ts";

/** How to run something. */
type RunOptions = {
  /** Show its output only when it fails. Default: false. */
  readonly quiet?: boolean;
  /** Default: the repository's root. */
  readonly cwd?: string;
  /** Variables beside this process's own. */
  readonly env?: Readonly<Record<string, string>>;
};

/** Runs a program, as a user would: without the condition that leads to sources. Throws when it fails. */
export function run(program: string, args: readonly string[], options: RunOptions = {}): void {
  const { quiet = false, cwd = root, env } = options;
  const { status, signal, error, output } = spawnSync(program, args, {
    cwd,
    env: { ...process.env, NODE_OPTIONS: "", ...env },
    stdio: quiet ? ["ignore", "pipe", "pipe"] : "inherit",
    encoding: "utf8",
  });
  if (error) throw error;
  if (status === 0) return;
  const printed = quiet ? `\n${output.join("")}` : "";
  throw new Error(`\`${[program, ...args].join(" ")}\` ended with ${signal ?? status}${printed}`);
}
