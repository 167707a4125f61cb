/** Blobs as plain files under one folder. */
import { randomUUID } from "node:crypto";
import { lstat, open, opendir, rename, unlink } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import type { BlobStat, BlobStore, ByteRange, Bytes, OpenBlob, PutOptions } from "@intaglio/contract";
import { chunksOf } from "./chunks.ts";
import { errorCode, ifPresent, onDisk } from "./disk/errors.ts";
import { isReal, makeFolders, makeRoot, pruneFolders, RealFolders, syncFolder, syncFolders } from "./disk/folders.ts";
import { openFile } from "./disk/read.ts";
import { writeChunks, type Manner } from "./disk/write.ts";
import { checkKey, checkPrefix, isKey } from "./keys.ts";

/** How {@link diskBlobs} is set up. */
export interface DiskBlobsOptions {
  /** Where the files are; made when missing. Must be one file system, since finished files are renamed into place. */
  readonly folder: string;
  /** False for what can be made again: nothing is synced, and a power cut may leave blobs short or lose them. Default: true. */
  readonly durable?: boolean;
}

/** Keys have no `_`. So no key can reach the unfinished files, and `a` and `a/b` can both be blobs: files end in `_`, folders do not. */
const unfinished = "_tmp";
const fileMark = "_";

/** A folder can be pruned between its making and the rename into it; more often than this in a row is no race. */
const renameTries = 10;

/**
 * A blob store on a local folder. Files are synced, renamed into place, and their folders synced. Files are readable
 * by the process's own account only. Of several puts to one key the last to finish wins, whole.
 */
export function diskBlobs(options: DiskBlobsOptions): BlobStore {
  return new DiskBlobs(resolve(options.folder), options.durable ?? true);
}

class DiskBlobs implements BlobStore {
  readonly #folder: string;
  readonly #durable: boolean;
  readonly #folders = new RealFolders();
  #opening: Promise<string> | undefined;

  constructor(folder: string, durable: boolean) {
    this.#folder = folder;
    this.#durable = durable;
  }

  async put(key: string, body: Bytes, options: PutOptions = {}): Promise<number> {
    checkKey(key);
    const { signal, disposable = false } = options;
    signal?.throwIfAborted();
    const root = await this.#root();
    const temporary = join(root, unfinished, randomUUID());
    try {
      const bytes = await writeFile(temporary, chunksOf(body, signal), { durable: this.#durable, disposable });
      signal?.throwIfAborted();
      await onDisk(() => moveIntoPlace(this.#folders, root, temporary, fileOf(root, key), this.#durable));
      return bytes;
    } catch (error) {
      await unlink(temporary).catch(() => undefined); // what cannot be removed now, sweep() removes later
      throw error;
    }
  }

  async open(key: string, range?: ByteRange): Promise<OpenBlob | undefined> {
    checkKey(key);
    const path = fileOf(await this.#root(), key);
    return onDisk(async () => ((await this.#folders.has(dirname(path))) ? openFile(path, range) : undefined));
  }

  async stat(key: string): Promise<BlobStat | undefined> {
    checkKey(key);
    const path = fileOf(await this.#root(), key);
    return onDisk(async () => ((await this.#folders.has(dirname(path))) ? statFile(path, key) : undefined));
  }

  async pathOf(key: string): Promise<string | undefined> {
    checkKey(key);
    const path = fileOf(await this.#root(), key);
    return onDisk(async () => {
      if (!(await this.#folders.has(dirname(path)))) return undefined;
      return (await statFile(path, key)) && path;
    });
  }

  async remove(key: string): Promise<void> {
    checkKey(key);
    const root = await this.#root();
    const path = fileOf(root, key);
    await onDisk(async () => {
      if (!(await isReal(dirname(path)))) return;
      await unlink(path).catch(ifPresent);
      const kept = await pruneFolders(root, dirname(path));
      if (this.#durable) await syncFolder(kept);
    });
  }

  async *list(prefix: string): AsyncGenerator<BlobStat, void, void> {
    checkPrefix(prefix);
    const root = await this.#root();
    const above = prefix.slice(0, prefix.lastIndexOf("/") + 1);
    if (await onDisk(() => isReal(resolve(root, above)))) yield* listFolder(root, above, prefix);
  }

  async sweep(ageMs: number): Promise<number> {
    const folder = join(await this.#root(), unfinished);
    const before = Date.now() - ageMs;
    let removed = 0;
    await onDisk(async () => {
      for await (const { name } of await opendir(folder)) {
        const path = join(folder, name);
        const found = await lstat(path).catch(ifPresent);
        if (found === undefined || found.mtimeMs > before) continue;
        await unlink(path).catch(ifPresent);
        removed += 1;
      }
    });
    return removed;
  }

  async close(): Promise<void> {
    // Nothing is held open between calls.
  }

  /** The root's real path. Made at the first call; a failed try is not remembered. */
  #root(): Promise<string> {
    this.#opening ??= onDisk(() => makeRoot(this.#folder, unfinished)).catch((error: unknown) => {
      this.#opening = undefined;
      throw error;
    });
    return this.#opening;
  }
}

function fileOf(root: string, key: string): string {
  return join(root, ...key.split("/")) + fileMark;
}

/** Errors of the chunks pass unchanged; those of the disk are put into our words. */
async function writeFile(path: string, chunks: AsyncIterable<Uint8Array>, manner: Manner): Promise<number> {
  const file = await onDisk(() => open(path, "wx", 0o600));
  try {
    return await writeChunks(file, chunks, manner);
  } finally {
    await onDisk(() => file.close());
  }
}

async function moveIntoPlace(
  folders: RealFolders,
  root: string,
  temporary: string,
  path: string,
  durable: boolean,
): Promise<void> {
  const folder = dirname(path);
  for (let tries = 1; ; tries += 1) {
    try {
      if (!(await folders.has(folder))) await makeFolders(root, folder);
      await rename(temporary, path);
      break;
    } catch (error) {
      folders.forget(folder);
      if (errorCode(error) !== "ENOENT" || tries === renameTries) throw error;
    }
  }
  if (durable) await syncFolders(root, folder);
}

async function statFile(path: string, key: string): Promise<BlobStat | undefined> {
  const found = await lstat(path).catch(ifPresent);
  return found?.isFile() === true ? { key, size: found.size, modifiedAt: Math.floor(found.mtimeMs) } : undefined;
}

/** Walks one folder at a time. Symbolic links are neither files nor folders to it, so it never leaves the root. */
async function* listFolder(root: string, above: string, prefix: string): AsyncGenerator<BlobStat, void, void> {
  const folder = await onDisk(() => opendir(join(root, above)).catch(ifPresent));
  if (folder === undefined) return;
  for await (const entry of folder) {
    if (entry.isDirectory()) {
      const below = `${above}${entry.name}/`;
      const wanted = below.startsWith(prefix) || prefix.startsWith(below);
      if (wanted && entry.name !== unfinished) yield* listFolder(root, below, prefix);
      continue;
    }
    const key = above + entry.name.slice(0, -fileMark.length);
    if (!entry.isFile() || !entry.name.endsWith(fileMark) || !isKey(key) || !key.startsWith(prefix)) continue;
    const stat = await onDisk(() => statFile(join(root, above, entry.name), key));
    if (stat !== undefined) yield stat;
  }
}
