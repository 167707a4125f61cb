/** Pictures that lie in a folder of the application's, found by their path in it. */
import { createReadStream } from "node:fs";
import { realpath, stat } from "node:fs/promises";
import { join, sep } from "node:path";
import type { Bytes } from "@intaglio/contract";

/** A file that was found. */
export interface FolderFile {
  /** Differs when the file was changed. */
  readonly version: string;
  readonly body: Bytes;
}

/**
 * The file `name` in a folder; undefined when there is none, or when it lies elsewhere after all (a link that leads out
 * of the folder). `name` is a custom id: no segment of it is empty or made of dots alone. What begins with a dot is not
 * found, nor by a link or another name: such files are not meant for visitors.
 */
export async function findInFolder(folder: string, name: string): Promise<FolderFile | undefined> {
  if (isHidden(name, "/")) return undefined;
  try {
    const root = await realpath(folder);
    const path = await realpath(join(root, ...name.split("/")));
    if (!path.startsWith(root + sep) || isHidden(path.slice(root.length), sep)) return undefined;
    const found = await stat(path);
    if (!found.isFile()) return undefined;
    return { version: `${found.size}-${found.mtimeMs}`, body: read(path) };
  } catch {
    return undefined; // missing, unreadable, a loop of links: for visitors all the same
  }
}

function isHidden(path: string, separator: string): boolean {
  return path.split(separator).some((segment) => segment.startsWith("."));
}

/** Opened when it is first read. */
async function* read(path: string): AsyncGenerator<Uint8Array, void, void> {
  yield* createReadStream(path, { highWaterMark: 256 * 1024 }) as AsyncIterable<Uint8Array>;
}
