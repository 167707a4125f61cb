/** Removes generations that no manifest names. */
import type { Storage } from "unstorage";
import { beginOf, generations, partsOfChunk, timeOfSign } from "./layout.ts";
import type { Manifest } from "./layout.ts";

/** One generation, with all its items. */
interface Generation {
  readonly key: string;
  readonly generation: string;
  readonly names: string[];
}

/** Removes what broken puts and replaced blobs left before `before`, Unix ms; gives how many generations went. */
export async function sweepGenerations(
  storage: Storage,
  findManifest: (key: string) => Promise<Manifest | undefined>,
  before: number,
): Promise<number> {
  let removed = 0;
  for (const found of await listGenerations(storage)) {
    if (!isLeftOver(found, await findManifest(found.key), before)) continue;
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
function isLeftOver({ generation, names }: Generation, manifest: Manifest | undefined, before: number): boolean {
  if (manifest?.generation === generation) return false;
  if (manifest !== undefined && manifest.modifiedAt > before) return false;
  const alive = names.reduce((latest, name) => Math.max(latest, timeOfSign(name)), beginOf(generation) ?? 0);
  return alive <= before;
}
