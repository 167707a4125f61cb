/** Folders under one root: made and synced durably, never left through a symbolic link. */
import { lstat, mkdir, open, realpath, rmdir } from "node:fs/promises";
import { dirname, join, relative, sep } from "node:path";
import { IntaglioError } from "@intaglio/contract";
import { errorCode, ifPresent } from "./errors.ts";

// Other accounts of the machine have no business with private files.
const folderMode = 0o700;

/** Makes the root with its folder for unfinished files, and gives the root's real path. */
export async function makeRoot(folder: string, unfinished: string): Promise<string> {
  await mkdir(folder, { recursive: true, mode: folderMode });
  const root = await realpath(folder);
  if (!(await isReal(join(root, unfinished)))) await makeFolders(root, join(root, unfinished));
  await syncFolders(root, join(root, unfinished));
  // The parent may belong to somebody else; then its durability is theirs, too.
  await syncFolder(dirname(root)).catch(() => undefined);
  return root;
}

/** True when `path` exists; false when it does not. Throws `STORAGE_FAILED` when a symbolic link is part of it. */
export async function isReal(path: string): Promise<boolean> {
  const real = await realpath(path).catch(ifPresent);
  if (real !== undefined && real !== path) refuseLink(path);
  return real !== undefined;
}

/** How long a folder that was looked at is taken for real, and how many are remembered. */
const knownMs = 5_000;
const maxKnown = 2_000;

/** Remembers which folders were real a moment ago: to find out takes a call of the system for each part of the path. */
export class RealFolders {
  readonly #seen = new Map<string, number>();

  /** As {@link isReal}. */
  async has(folder: string): Promise<boolean> {
    const now = performance.now();
    if (now - (this.#seen.get(folder) ?? -Infinity) < knownMs) return true;
    if (!(await isReal(folder))) return false;
    if (this.#seen.size >= maxKnown) this.#seen.clear();
    this.#seen.set(folder, now);
    return true;
  }

  /** It may be gone. */
  forget(folder: string): void {
    this.#seen.delete(folder);
  }
}

/** Makes `folder` and those above it, up to `root`, one by one: `recursive` would walk through a symbolic link. */
export async function makeFolders(root: string, folder: string): Promise<void> {
  let path = root;
  for (const name of relative(root, folder).split(sep)) {
    path = join(path, name);
    await mkdir(path, folderMode).catch(ifExists);
    const found = await lstat(path);
    if (!found.isDirectory()) refuseLink(path);
  }
}

/** Makes the entries of `folder` and of those above it, up to `root`, survive a power cut. */
export async function syncFolders(root: string, folder: string): Promise<void> {
  const chain = [folder];
  for (let path = folder; path !== root && path.startsWith(root + sep);) chain.push((path = dirname(path)));
  await Promise.all(chain.map(syncFolder));
}

/** Removes `folder` and those above it, below `root`, as long as they are empty; gives the first that stays. */
export async function pruneFolders(root: string, folder: string): Promise<string> {
  let path = folder;
  while (path !== root && path.startsWith(root + sep)) {
    const gone = await rmdir(path).then(
      () => true,
      (error: unknown) => errorCode(error) === "ENOENT",
    );
    if (!gone) return path;
    path = dirname(path);
  }
  return path;
}

/** Makes the entries of one folder survive a power cut. Does nothing on Windows, which has no such call. */
export async function syncFolder(folder: string): Promise<void> {
  if (process.platform === "win32") return;
  const handle = await open(folder, "r").catch(ifPresent);
  if (handle === undefined) return; // pruned in between: whoever needs it makes it again
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ifExists(error: unknown): void {
  if (errorCode(error) !== "EEXIST") throw error;
}

function refuseLink(path: string): never {
  throw new IntaglioError("STORAGE_FAILED", `refused to follow a symbolic link, or no folder: ${path}`);
}
