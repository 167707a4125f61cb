/** What the suites share: their form, and small makers. */
import assert from "node:assert/strict";
import { IntaglioError } from "../errors.ts";
import type { ErrorCode } from "../errors.ts";
import type { Bytes } from "../blob-store.ts";

/** One thing a driver must do. Hand each to any test runner: `for (const { name, run } of checks) test(name, run)`. */
export interface Check {
  readonly name: string;
  /** Rejects when the driver does not do it. */
  readonly run: () => Promise<void>;
}

/** A table of checks over something that is made anew for each of them, and closed after it. */
export function toChecks<Store extends { close(): Promise<void> }>(
  create: () => Promise<Store> | Store,
  table: Readonly<Record<string, (store: Store) => Promise<void>>>,
): Check[] {
  return Object.entries(table).map(([name, check]) => ({
    name,
    run: async () => {
      const store = await create();
      try {
        await check(store);
      } finally {
        await store.close();
      }
    },
  }));
}

/** Passes when the promise rejects with this code. */
export async function rejectsWith(work: Promise<unknown>, code: ErrorCode): Promise<void> {
  await assert.rejects(work, (error) => {
    assert.ok(error instanceof IntaglioError, `expected ${code}, not ${String(error)}`);
    assert.equal(error.code, code);
    return true;
  });
}

/** `bytes` bytes that differ by `seed` and by place, in chunks of `chunkBytes`. */
export async function* patterned(
  bytes: number,
  seed: number,
  chunkBytes = 65_536,
): AsyncGenerator<Uint8Array, void, void> {
  for (let start = 0; start < bytes; start += chunkBytes) {
    const chunk = new Uint8Array(Math.min(chunkBytes, bytes - start));
    for (let index = 0; index < chunk.length; index += 1) chunk[index] = patternAt(start + index, seed);
    yield chunk;
  }
}

/** Passes when `body` is exactly the part of {@link patterned} from `start` on, `bytes` long. Holds one chunk at a time. */
export async function isPatterned(body: Bytes, bytes: number, seed: number, start = 0): Promise<void> {
  let position = start;
  for await (const chunk of body) {
    for (const byte of chunk) {
      if (byte !== patternAt(position, seed)) assert.fail(`byte ${position} is not the one that was put`);
      position += 1;
    }
  }
  assert.equal(position - start, bytes, "length of the body");
}

/** Resolves after about `ms` milliseconds. */
export function pause(ms: number): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, ms);
  });
}

function patternAt(position: number, seed: number): number {
  // Not periodic in any power of two, so that swapped or repeated chunks are seen.
  return (position * 31 + (position >>> 8) * 17 + (position >>> 16) * 7 + seed * 101) & 0xff;
}
