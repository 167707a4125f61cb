/** A body to the chunks of one generation. */
import type { Storage } from "unstorage";
import { freeChunk } from "../free.ts";
import { onStorage } from "./errors.ts";
import { chunkOf, signOf } from "./layout.ts";

/** How often a put says that it is still at work. Ages given to `sweep` should be several times this. */
const signMs = 60_000;

/** Where a body goes. */
export interface ChunkTarget {
  /** The storage is done with a chunk's bytes when its write has resolved, so that their memory can be used again. */
  readonly reuses: boolean;
  /** The body's chunks may be freed: their bytes are copied. */
  readonly disposable: boolean;
  readonly storage: Storage;
  readonly key: string;
  readonly generation: string;
  readonly chunkBytes: number;
}

/** What was written. */
export interface Written {
  bytes: number;
  /** The names of the chunks, and of the signs of life that are still there. */
  readonly names: Set<string>;
}

/** Writes at once where memory is used again: each is a file of its own to the driver, and waits for its own calls. */
const writesAtOnce = 4;

/**
 * Writes all bytes, one chunk at a time ({@link writesAtOnce} where {@link ChunkTarget.reuses}) while the next one is filled, and
 * notes all it does in `written`, also when it fails. Errors of the body pass unchanged.
 */
export async function writeChunks(
  target: ChunkTarget,
  body: AsyncIterable<Uint8Array>,
  written: Written,
): Promise<void> {
  const { storage, key, generation, reuses } = target;
  const atOnce = reuses ? writesAtOnce : 1;
  const rooms = new Rooms(target, atOnce + 1);
  const signs: string[] = [];
  const writing: Promise<void>[] = [];
  let signed = Date.now();
  let index = 0;
  const write = (name: string, bytes: Uint8Array): Promise<void> => {
    written.names.add(name);
    return onStorage(() => storage.setItemRaw(name, bytes));
  };
  try {
    for await (const chunk of slices(body, target, rooms)) {
      if (writing.length === atOnce) await writing.shift();
      const begun = write(chunkOf(key, generation, index), chunk);
      begun.catch(() => undefined); // awaited in a later turn
      writing.push(begun);
      index += 1;
      written.bytes += chunk.byteLength;
      if (Date.now() - signed < signMs) continue;
      signed = Date.now();
      const sign = signOf(key, generation, signed);
      signs.push(sign);
      await write(sign, new Uint8Array([1]));
    }
  } finally {
    await Promise.allSettled(writing);
    rooms.free();
  }
  await Promise.all(writing);
  for (const sign of signs) {
    await onStorage(() => storage.removeItem(sign));
    written.names.delete(sign);
  }
}

/** The same bytes in pieces of exactly `size` bytes, but for the last. */
async function* slices(
  body: AsyncIterable<Uint8Array>,
  { chunkBytes: size, disposable }: ChunkTarget,
  rooms: Rooms,
): AsyncGenerator<Uint8Array, void, void> {
  let piece = rooms.next();
  let filled = 0;
  for await (const chunk of body) {
    for (let taken = 0; taken < chunk.byteLength;) {
      const part = chunk.subarray(taken, taken + size - filled);
      piece.set(part, filled);
      filled += part.byteLength;
      taken += part.byteLength;
      if (filled < size) continue;
      yield piece;
      piece = rooms.next();
      filled = 0;
    }
    if (disposable) freeChunk(chunk);
  }
  // Copied: a driver that keeps the buffer should not keep all of a mostly empty one.
  if (filled > 0) yield Buffer.from(piece.subarray(0, filled));
}

/**
 * Memory for the pieces. A new buffer each costs a third of an upload, in page faults and in the garbage collector; a few
 * in turns are enough: one more than there are writes at once. They go when the body is written: many puts' buffers would
 * else pile up until the next full collection.
 */
class Rooms {
  readonly #bytes: number;
  readonly #reuses: boolean;
  readonly #count: number;
  readonly #buffers: Buffer[] = [];
  #turn = 0;

  constructor({ chunkBytes, reuses }: ChunkTarget, count: number) {
    this.#bytes = chunkBytes;
    this.#reuses = reuses;
    this.#count = count;
  }

  next(): Buffer {
    if (!this.#reuses) return Buffer.allocUnsafeSlow(this.#bytes);
    this.#turn = (this.#turn + 1) % this.#count;
    return (this.#buffers[this.#turn] ??= Buffer.allocUnsafeSlow(this.#bytes));
  }

  /** Only when no write is under way. */
  free(): void {
    for (const buffer of this.#buffers.splice(0)) freeChunk(buffer);
  }
}
