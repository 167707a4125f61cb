import { mkdir, readFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const againMs = 200;

/**
 * Does work that no two processes may do at once, in turn. `lock` is a folder, which exists while one does it; that of a
 * process which is gone is taken over.
 */
export async function inTurn<Result>(lock: string, work: () => Promise<Result>): Promise<Result> {
  while (!(await take(lock))) await new Promise((resolve) => setTimeout(resolve, againMs));
  try {
    return await work();
  } finally {
    await rm(lock, { recursive: true, force: true });
  }
}

async function take(lock: string): Promise<boolean> {
  const holder = join(lock, "pid");
  try {
    await mkdir(lock);
    await writeFile(holder, String(process.pid));
    return true;
  } catch {
    const pid = Number(await readFile(holder, "utf8").catch(() => "")); // 0: it is just being taken
    if (pid > 0 && !isAlive(pid)) await rm(lock, { recursive: true, force: true });
    return false;
  }
}

function isAlive(pid: number): boolean {
  try {
    return process.kill(pid, 0);
  } catch {
    return false;
  }
}
