/** What a blob store must do when something fails, and when several callers meet. */
import assert from "node:assert/strict";
import { absent, keysOf, opened, someBytes } from "./blobs.ts";
import type { BlobTable } from "./blobs.ts";
import { isPatterned, patterned, pause } from "./check.ts";

const megabyte = 1 << 20;

async function* failingAfter(bytes: number, error: Error): AsyncGenerator<Uint8Array, void, void> {
  yield* patterned(bytes, 9);
  throw error;
}

/** Broken bodies and aborts. */
export const failures: BlobTable = {
  "a failing body leaves nothing, and its error passes unchanged": async (store) => {
    for (const bytes of [0, 10, someBytes]) {
      const error = Object.assign(new Error("the client left"), { code: "ENOENT" });
      await assert.rejects(store.put("half", failingAfter(bytes, error)), (thrown) => thrown === error);
      await absent(store, "half");
    }
    assert.equal(await store.sweep(0), 0, "nothing is left to sweep");
  },
  "a failing body leaves the old blob": async (store) => {
    await store.put("kept", patterned(someBytes, 5));
    await assert.rejects(store.put("kept", failingAfter(someBytes, new Error("no"))));
    await isPatterned((await opened(store, "kept")).body, someBytes, 5);
  },
  "an abort ends a put at once, also one whose body is silent": async (store) => {
    const controller = new AbortController();
    const reason = new Error("enough");
    let stopped = false;
    async function* silent(): AsyncGenerator<Uint8Array> {
      try {
        yield* patterned(someBytes, 6);
        await new Promise((resolve) => {
          setTimeout(resolve, 2_000);
        });
        yield new Uint8Array(1);
      } finally {
        stopped = true;
      }
    }
    const put = store.put("aborted", silent(), { signal: controller.signal });
    setTimeout(() => controller.abort(reason), 100);
    const before = Date.now();
    await assert.rejects(put, (thrown) => thrown === reason);
    assert.ok(Date.now() - before < 1_500, "it did not wait for the body");
    await absent(store, "aborted");
    await pause(2_100);
    assert.ok(stopped, "the body was told to stop");
    await absent(store, "aborted");
  },
  "an abort before the start keeps the body untouched": async (store) => {
    let touched = false;
    async function* body(): AsyncGenerator<Uint8Array> {
      touched = true;
      yield new Uint8Array(1);
    }
    await assert.rejects(store.put("early", body(), { signal: AbortSignal.abort() }), { name: "AbortError" });
    assert.equal(touched, false);
    await absent(store, "early");
  },
};

/** Several callers at once. */
export const meetings: BlobTable = {
  "a reader of a replaced blob gets the old one whole": async (store) => {
    await store.put("replaced", patterned(someBytes, 7));
    const unread = await opened(store, "replaced");
    const begun = (await opened(store, "replaced")).body[Symbol.asyncIterator]();
    const first = await begun.next();
    assert.ok(first.done !== true);
    await store.put("replaced", patterned(someBytes - 1, 8));
    await isPatterned(unread.body, someBytes, 7);
    const rest = { [Symbol.asyncIterator]: () => begun };
    await isPatterned(rest, someBytes - first.value.byteLength, 7, first.value.byteLength);
    await isPatterned((await opened(store, "replaced")).body, someBytes - 1, 8);
  },
  "of many puts to one key one wins, whole": async (store) => {
    const seeds = [10, 11, 12, 13, 14, 15];
    await Promise.all(seeds.map((seed) => store.put("contested", patterned(300_000 + seed, seed))));
    const { size, body } = await opened(store, "contested");
    await isPatterned(body, size, size - 300_000);
    assert.deepEqual(await keysOf(store, ""), ["contested"]);
  },
  "a blob is there only once it is whole": async (store) => {
    let seen: Promise<void> | undefined;
    async function* watched(): AsyncGenerator<Uint8Array> {
      yield* patterned(someBytes, 1);
      seen = absent(store, "watched");
      await seen;
      yield new Uint8Array(1);
    }
    await store.put("watched", watched());
    assert.ok(seen);
    assert.equal((await store.stat("watched"))?.size, someBytes + 1);
  },
  "puts and removals beside each other do not disturb": async (store) => {
    await Promise.all(
      Array.from({ length: 20 }, async (_, index) => {
        for (let turn = 0; turn < 5; turn += 1) {
          const key = `shared/folder/${index % 4}/${index}`;
          await store.put(key, patterned(1_000, index));
          await isPatterned((await opened(store, key)).body, 1_000, index);
          await store.remove(key);
        }
      }),
    );
    assert.deepEqual(await keysOf(store, ""), []);
  },
  "an unread or half-read body leaks nothing": async (store) => {
    await store.put("unread", patterned(someBytes, 1));
    for (let turn = 0; turn < 100; turn += 1) {
      await opened(store, "unread");
      for await (const chunk of (await opened(store, "unread")).body) {
        assert.ok(chunk.byteLength > 0);
        break;
      }
    }
    await store.remove("unread");
    await absent(store, "unread");
  },
  "20 MB come back as a stream": async (store) => {
    const bytes = 20 * megabyte;
    assert.equal(await store.put("large", patterned(bytes, 2)), bytes);
    let largest = 0;
    const { body } = await opened(store, "large");
    async function* measured(): AsyncGenerator<Uint8Array> {
      for await (const chunk of body) {
        largest = Math.max(largest, chunk.byteLength);
        yield chunk;
      }
    }
    await isPatterned(measured(), bytes, 2);
    assert.ok(largest <= 4 * megabyte, `a chunk of ${largest} bytes is no stream`);
  },
};
