/** What a process and its children use, as Linux tells it. */
import { readdirSync, readFileSync } from "node:fs";

/** Jiffies a second; the same on every Linux that Node runs on. */
const ticks = 100;

/** A process and all that descend from it. */
function familyOf(pid: number): number[] {
  const parents = new Map<number, number>();
  for (const name of readdirSync("/proc")) {
    const text = /^\d+$/.test(name) ? read(`/proc/${name}/stat`) : "";
    const parent = Number(text.slice(text.lastIndexOf(")") + 2).split(" ")[1]);
    if (parent > 0) parents.set(Number(name), parent);
  }
  const family = [pid];
  for (const one of family) for (const [child, parent] of parents) if (parent === one) family.push(child);
  return family;
}

/** Seconds of processor time of a process's family so far; children that have ended count with whoever waited for them. */
export function cpuSeconds(pid: number): number {
  let sum = 0;
  for (const one of familyOf(pid)) {
    const text = read(`/proc/${one}/stat`);
    const fields = text.slice(text.lastIndexOf(")") + 2).split(" ");
    for (const at of [11, 12, 13, 14]) sum += Number(fields[at] ?? 0);
  }
  return sum / ticks;
}

/** Resident bytes of a process and of its children; what they share is divided among them. */
export function memoryOf(pid: number): { readonly own: number; readonly children: number } {
  const [own = 0, ...children] = familyOf(pid).map(
    (one) => Number(/^Pss:\s+(\d+) kB/m.exec(read(`/proc/${one}/smaps_rollup`))?.[1] ?? 0) * 1024,
  );
  return { own, children: children.reduce((sum, value) => sum + value, 0) };
}

function read(path: string): string {
  try {
    return readFileSync(path, "utf8");
  } catch {
    return ""; // it ended between the look and the read
  }
}
