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

/**
 * Writes all bytes, one chunk at a time while the next one is filled, and notes all it does in `written`, also when it
 * fails. Errors of the body pass unchanged.
 */
export async function writeChunks(
  target: ChunkTarget,
  body: AsyncIterable<Uint8Array>,
  written: Written,
): Promise<void> {
  const { storage, key, generation } = target;
  const signs: string[] = [];
  let writing: Promise<void> = Promise.resolve();
  let signed = Date.now();
  let index = 0;
  const write = (name: string, bytes: Uint8Array): Promise<void> => {
    written.names.add(name);
    return onStorage(() => storage.setItemRaw(name, bytes));
  };
  try {
    for await (const chunk of slices(body, target, rooms(target))) {
      await writing;
      writing = write(chunkOf(key, generation, index), chunk);
      writing.catch(() => undefined); // awaited in the next turn
      index += 1;
      written.bytes += chunk.byteLength;
      if (Date.now() - signed < signMs) continue;
      signed = Date.now();
      const sign = signOf(key, generation, signed);
      signs.push(sign);
      await write(sign, new Uint8Array([1]));
    }
  } finally {
    await writing;
  }
  for (const sign of signs) {
    await onStorage(() => storage.removeItem(sign));
    written.names.delete(sign);
  }
}

/** The same bytes in pieces of exactly `size` bytes, but for the last. */
async function* slices(
  body: AsyncIterable<Uint8Array>,
  { chunkBytes: size, disposable }: ChunkTarget,
  room: () => Buffer,
): AsyncGenerator<Uint8Array, void, void> {
  let piece = room();
  let filled = 0;
  for await (const chunk of body) {
    for (let taken = 0; taken < chunk.byteLength;) {
      const part = chunk.subarray(taken, taken + size - filled);
      piece.set(part, filled);
      filled += part.byteLength;
      taken += part.byteLength;
      if (filled < size) continue;
      yield piece;
      piece = room();
      filled = 0;
    }
    if (disposable) freeChunk(chunk);
  }
  // Copied: a driver that keeps the buffer should not keep all of a mostly empty one.
  if (filled > 0) yield Buffer.from(piece.subarray(0, filled));
}

/**
 * Memory for the next piece. A new buffer each costs a third of an upload, in page faults and in the garbage collector;
 * two in turns are enough, since a piece is written before the next but one is filled.
 */
function rooms({ chunkBytes, reuses }: ChunkTarget): () => Buffer {
  if (!reuses) return () => Buffer.allocUnsafeSlow(chunkBytes);
  const pair: (Buffer | undefined)[] = [undefined, undefined];
  let turn = 0;
  return () => {
    turn = 1 - turn;
    return (pair[turn] ??= Buffer.allocUnsafeSlow(chunkBytes));
  };
}
