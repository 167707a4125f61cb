// Things that take long to make, such as an installed and built app: made once for the same inputs, however many ask.
import { createHash } from "node:crypto";
import { existsSync, globSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as pause } from "node:timers/promises";
import { root } from "./workspace.ts";

/** This clone's: outside of it, so that nothing made is found by way of the workspace. */
const home = join(tmpdir(), `intaglio-made-${createHash("sha256").update(root).digest("hex").slice(0, 8)}`);

/**
 * The folder that `make` fills. It is kept for the next run with the same inputs (patterns of files below the repository's
 * root, and `more` text) and takes the place of the one made of older inputs. In CI each test run makes its own.
 */
export async function madeOnce(
  name: string,
  inputs: readonly string[],
  make: (folder: string) => Promise<void> | void,
  more = "",
): Promise<string> {
  const folder = join(home, `${name}-${hashOf(inputs, more)}`);
  const lock = join(home, `${name}.lock`);
  const done = join(home, `${name}.done`);
  mkdirSync(home, { recursive: true });
  while (!takeLock(lock)) await pause(200);
  try {
    if (existsSync(folder) && existsSync(done)) return folder;
    rmSync(done, { force: true });
    for (const old of globSync(`${name}-????????????????`, { cwd: home })) rmSync(join(home, old), { recursive: true });
    mkdirSync(folder); // made where it stays: apps may remember where they were built
    await make(folder);
    writeFileSync(done, "");
    return folder;
  } finally {
    rmSync(lock, { force: true });
  }
}

function hashOf(inputs: readonly string[], more: string): string {
  const hash = createHash("sha256").update(process.version).update(more);
  if (process.env["CI"] !== undefined) hash.update(String(process.ppid)); // the test run that this worker belongs to
  const exclude = (path: string): boolean => /(^|[/\\])(node_modules|dist|\.\w[^/\\]*)$/.test(path);
  for (const path of globSync(inputs, { cwd: root, exclude }).toSorted())
    if (statSync(join(root, path)).isFile()) hash.update(`${path}\n`).update(readFileSync(join(root, path)));
  return hash.digest("hex").slice(0, 16);
}

/** A lock of a process that is gone counts for nothing. */
function takeLock(lock: string): boolean {
  try {
    writeFileSync(lock, String(process.pid), { flag: "wx" });
    return true;
  } catch {
    const holder = existsSync(lock) ? Number(readFileSync(lock, "utf8")) : 0;
    if (holder > 0 && !isRunning(holder)) rmSync(lock, { force: true });
    return false;
  }
}

function isRunning(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
