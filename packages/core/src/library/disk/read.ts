/** A file's bytes as a body that may stay unread. */
import { constants, open } from "node:fs/promises";
import type { FileHandle } from "node:fs/promises";
import { IntaglioError } from "@intaglio/contract";
import type { ByteRange, Bytes, OpenBlob } from "@intaglio/contract";
import { ifPresent, onDisk, toStorageError } from "./errors.ts";

/** Small blobs are read whole when they are opened: one descriptor for an instant, and nothing left to close. */
const smallBytes = 128 << 10;
const readBytes = 256 << 10;
/** How long a body may stay unread before its descriptor is closed; it is opened again when it is read after all. */
const unreadMs = 2_000;

/** One file held open, with what identifies it. */
interface Held {
  readonly path: string;
  readonly size: number;
  readonly inode: number;
  readonly modifiedMs: number;
}

/** Opens a file, or gives undefined when there is none. A symbolic link in the last place is refused. */
export async function openFile(path: string, range?: ByteRange): Promise<OpenBlob | undefined> {
  const file = await openPlain(path);
  if (file === undefined) return undefined;
  let passedOn = false;
  try {
    const stat = await file.stat();
    if (!stat.isFile()) return undefined;
    const held = { path, size: stat.size, inode: stat.ino, modifiedMs: stat.mtimeMs };
    const start = Math.min(range?.start ?? 0, held.size);
    const end = Math.min((range?.end ?? held.size - 1) + 1, held.size);
    const length = Math.max(0, end - start);
    const found = { size: held.size, disposable: true };
    if (length <= smallBytes) return { ...found, body: wholeBody(await readExactly(file, start, length)) };
    passedOn = true;
    return { ...found, body: new FileBody(held, file, start, end), ...(range ? {} : { path }) };
  } finally {
    // Not awaited: nothing can go wrong that matters, and it is one trip to the thread pool less.
    if (!passedOn) void file.close().catch(() => undefined);
  }
}

async function openPlain(path: string): Promise<FileHandle | undefined> {
  // O_NONBLOCK: opening a pipe somebody put there must not hang. Windows has neither flag.
  const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
  return open(path, flags).catch(ifPresent);
}

async function readExactly(file: FileHandle, position: number, length: number): Promise<Uint8Array> {
  const buffer = Buffer.allocUnsafeSlow(length);
  let filled = 0;
  while (filled < length) {
    const { bytesRead } = await file.read(buffer, filled, length - filled, position + filled);
    if (bytesRead === 0) throw new IntaglioError("STORAGE_FAILED", "a blob's file is shorter than it was");
    filled += bytesRead;
  }
  return buffer;
}

async function* wholeBody(bytes: Uint8Array): AsyncGenerator<Uint8Array, void, void> {
  if (bytes.byteLength > 0) yield bytes;
}

/**
 * Holds the descriptor from the start, so that a replaced blob is still read in its old form, but not for ever:
 * who never reads must not leak it.
 */
class FileBody implements Bytes {
  readonly #held: Held;
  readonly #start: number;
  readonly #end: number;
  readonly #timer: NodeJS.Timeout;
  #file: FileHandle | undefined;
  #read = false;

  constructor(held: Held, file: FileHandle, start: number, end: number) {
    this.#held = held;
    this.#file = file;
    this.#start = start;
    this.#end = end;
    this.#timer = setTimeout(
      () =>
        void this.#take()
          ?.close()
          .catch(() => undefined),
      unreadMs,
    ).unref();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    if (this.#read) throw new IntaglioError("INTERNAL", "a blob's body is read only once");
    this.#read = true;
    const file = this.#take() ?? (await onDisk(() => reopen(this.#held)));
    try {
      let position = this.#start;
      let ahead: Promise<Uint8Array> | undefined = this.#chunk(file, position);
      while (ahead !== undefined) {
        const chunk: Uint8Array = await ahead;
        position += chunk.byteLength;
        ahead = position < this.#end ? this.#chunk(file, position) : undefined;
        ahead?.catch(() => undefined); // it is awaited in the next turn, or nobody reads on
        yield chunk;
      }
    } catch (error) {
      throw toStorageError(error);
    } finally {
      await file.close(); // waits for a read under way
    }
  }

  #chunk(file: FileHandle, position: number): Promise<Uint8Array> {
    return readExactly(file, position, Math.min(readBytes, this.#end - position));
  }

  #take(): FileHandle | undefined {
    clearTimeout(this.#timer);
    const file = this.#file;
    this.#file = undefined;
    return file;
  }
}

async function reopen(held: Held): Promise<FileHandle> {
  const file = await openPlain(held.path);
  if (file !== undefined) {
    const { size, ino, mtimeMs } = await file.stat();
    if (size === held.size && ino === held.inode && mtimeMs === held.modifiedMs) return file;
    await file.close();
  }
  throw new IntaglioError("STORAGE_FAILED", "a blob was replaced or removed before its body was read");
}
