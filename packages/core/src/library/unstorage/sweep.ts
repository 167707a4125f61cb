/** Removes generations that no manifest names. */
import type { Storage } from "unstorage";
import { beginOf, generations, partsOfChunk, signOf } from "./layout.ts";
import type { Manifest } from "./layout.ts";

/** One generation, with all its items. */
interface Generation {
  readonly key: string;
  readonly generation: string;
  readonly names: string[];
}

/** Removes what broken puts and replaced blobs left before `before`, Unix ms; gives how many generations went. */
export async function sweepGenerations(
  storage: Storage, manifestOf: (key: string) => Promise<Manifest | undefined>, before: number,
): Promise<number> {
  let removed = 0;
  for (const found of await listGenerations(storage)) {
    if (!(await isLeftOver(storage, found, await manifestOf(found.key), before))) continue;
    for (const name of found.names) await storage.removeItem(name);
    removed += 1;
  }
  return removed;
}

async function listGenerations(storage: Storage): Promise<Iterable<Generation>> {
  const found = new Map<string, Generation>();
  for (const name of await storage.getKeys(generations)) {
    const parts = partsOfChunk(name);
    if (parts === undefined) continue;
    const id = `${parts.key}:${parts.generation}`;
    const known = found.get(id);
    if (known === undefined) found.set(id, { ...parts, names: [name] });
    else known.names.push(name);
  }
  return found.values();
}

/** A put under way, and a blob whose readers may not have finished, are to be spared. */
async function isLeftOver(
  storage: Storage, { key, generation, names }: Generation, manifest: Manifest | undefined, before: number,
): Promise<boolean> {
  if (manifest?.generation === generation) return false;
  if (manifest !== undefined && manifest.modifiedAt > before) return false;
  if ((beginOf(generation) ?? 0) > before) return false;
  if (!names.includes(signOf(key, generation))) return true;
  return Number(await storage.getItem(signOf(key, generation))) <= before;
}
