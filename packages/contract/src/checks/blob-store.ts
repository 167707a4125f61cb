/** What every {@link BlobStore} must do. */
import assert from "node:assert/strict";
import type { BlobStore, Bytes } from "../blob-store.ts";
import { failures, meetings } from "./blob-store-failures.ts";
import { absent, keysOf, opened, someBytes } from "./blobs.ts";
import type { BlobTable } from "./blobs.ts";
import { isPatterned, patterned, rejectsWith, toChecks } from "./check.ts";
import type { Check } from "./check.ts";

const megabyte = 1 << 20;

const badKeys = [
  "",
  "/",
  "/a",
  "a/",
  "a//b",
  ".",
  "..",
  "../a",
  "a/..",
  "a/../b",
  "./a",
  "a/./b",
  "A",
  "a_b",
  "a b",
  "a\\b",
  "a:b",
  "a?b",
  "a#b",
  "a%2fb",
  "a\0b",
  "a\nb",
  "ä",
  "a".repeat(201),
];
const oddKeys = [
  "a",
  "...",
  "a..b/c..",
  "-",
  ".a",
  "0/1/2/3/4/5/6/7/8/9",
  "a.b-c",
  "a".repeat(200),
  `${"b/".repeat(99)}bb`,
];

async function drain(body: Bytes): Promise<number> {
  let bytes = 0;
  for await (const chunk of body) bytes += chunk.byteLength;
  return bytes;
}

const basics: BlobTable = {
  "keeps bytes and gives them back": async (store) => {
    const before = Date.now();
    assert.equal(await store.put("files/ab/one", patterned(someBytes, 1)), someBytes);
    const blob = await opened(store, "files/ab/one");
    assert.equal(blob.size, someBytes);
    await isPatterned(blob.body, someBytes, 1);
    const stat = await store.stat("files/ab/one");
    assert.ok(stat);
    assert.equal(stat.key, "files/ab/one");
    assert.equal(stat.size, someBytes);
    assert.ok(
      Number.isInteger(stat.modifiedAt) && Math.abs(stat.modifiedAt - before) < 60_000,
      "modifiedAt is Unix ms",
    );
  },
  "keeps chunks of uneven sizes, also empty ones": async (store) => {
    async function* uneven(): AsyncGenerator<Uint8Array> {
      yield new Uint8Array(0);
      yield* patterned(1_000, 2, 7);
      yield new Uint8Array(0);
    }
    assert.equal(await store.put("uneven", uneven()), 1_000);
    await isPatterned((await opened(store, "uneven")).body, 1_000, 2);
  },
  "keeps an empty blob": async (store) => {
    assert.equal(await store.put("empty", patterned(0, 0)), 0);
    const blob = await opened(store, "empty");
    assert.equal(blob.size, 0);
    assert.equal(await drain(blob.body), 0);
    assert.equal((await store.stat("empty"))?.size, 0);
    assert.equal(await drain((await opened(store, "empty", { start: 0, end: 0 })).body), 0);
    assert.deepEqual(await keysOf(store, ""), ["empty"]);
  },
  "knows nothing of what was never put": async (store) => {
    await absent(store, "never/put");
    await store.remove("never/put");
    assert.deepEqual(await keysOf(store, ""), []);
    assert.equal(await store.sweep(0), 0);
  },
  "removes, and removes again": async (store) => {
    await store.put("a/b/gone", patterned(someBytes, 1));
    await store.remove("a/b/gone");
    await absent(store, "a/b/gone");
    await store.remove("a/b/gone");
    await store.put("a/b/gone", patterned(10, 2));
    await isPatterned((await opened(store, "a/b/gone")).body, 10, 2);
  },
  "takes every good key, and keeps each apart": async (store) => {
    for (const [seed, key] of oddKeys.entries()) await store.put(key, patterned(100 + seed, seed));
    for (const [seed, key] of oddKeys.entries()) await isPatterned((await opened(store, key)).body, 100 + seed, seed);
    assert.deepEqual(await keysOf(store, ""), oddKeys.toSorted());
  },
  "a key may go on where another ends": async (store) => {
    await store.put("a/b", patterned(10, 1));
    await store.put("a/b/c", patterned(20, 2));
    await isPatterned((await opened(store, "a/b")).body, 10, 1);
    await store.remove("a/b");
    await absent(store, "a/b/c/d");
    await isPatterned((await opened(store, "a/b/c")).body, 20, 2);
  },
  "refuses bad keys with INTERNAL": async (store) => {
    for (const key of badKeys) {
      await rejectsWith(store.put(key, patterned(1, 1)), "INTERNAL");
      await rejectsWith(store.open(key), "INTERNAL");
      await rejectsWith(store.stat(key), "INTERNAL");
      await rejectsWith(store.remove(key), "INTERNAL");
    }
    assert.deepEqual(await keysOf(store, ""), []);
  },
  "refuses bad prefixes with INTERNAL": async (store) => {
    for (const prefix of ["../", "/", "a/../", "a//", "A", "a_"]) await rejectsWith(keysOf(store, prefix), "INTERNAL");
  },
  "lists by prefix, at a segment's border and inside": async (store) => {
    const keys = ["a/b/1", "a/b/2", "a/bc/1", "a/b.d", "ab/b/1", "b"];
    for (const key of keys) await store.put(key, patterned(key.length, 1));
    assert.deepEqual(await keysOf(store, "a/b/"), ["a/b/1", "a/b/2"]);
    assert.deepEqual(await keysOf(store, "a/b"), ["a/b.d", "a/b/1", "a/b/2", "a/bc/1"]);
    assert.deepEqual(await keysOf(store, "a/b/1"), ["a/b/1"]);
    assert.deepEqual(await keysOf(store, "a"), ["a/b.d", "a/b/1", "a/b/2", "a/bc/1", "ab/b/1"]);
    assert.deepEqual(await keysOf(store, ""), keys.toSorted());
    assert.deepEqual(await keysOf(store, "c"), []);
    for await (const stat of store.list("")) assert.equal(stat.size, stat.key.length);
  },
};

const lent: BlobTable = {
  "leaves chunks as they are": async (store) => {
    const chunks = await Array.fromAsync(patterned(someBytes, 5));
    await store.put("lent", from(chunks));
    assert.equal(
      chunks.reduce((bytes, chunk) => bytes + chunk.byteLength, 0),
      someBytes,
    );
    await isPatterned(from(chunks), someBytes, 5);
    await isPatterned((await opened(store, "lent")).body, someBytes, 5);
  },
  "keeps the same bytes of chunks it may free, slices of one buffer among them": async (store) => {
    const whole = Buffer.concat(await Array.fromAsync(patterned(someBytes, 6)));
    const slices = [whole.subarray(0, 9), whole.subarray(9, 70_000), new Uint8Array(whole.subarray(70_000))];
    await store.put("given", from(slices), { disposable: true });
    await isPatterned((await opened(store, "given")).body, someBytes, 6);
    await isPatterned(from([whole]), someBytes, 6); // a slice's neighbours are not the store's
  },
};

async function* from(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  for (const chunk of chunks) yield chunk;
}

const ranges: BlobTable = {
  "gives ranges: both ends inclusive, cut to the end": async (store) => {
    await store.put("ranged", patterned(someBytes, 3));
    const last = someBytes - 1;
    const cases: readonly (readonly [start: number, end: number, bytes: number])[] = [
      [0, 0, 1],
      [5, 5, 1],
      [0, last, someBytes],
      [last, last, 1],
      [10, 109, 100],
      [megabyte - 1, megabyte, 2],
      [65_535, 65_536, 2],
      [megabyte, 2 * megabyte - 1, megabyte],
      [100, 2 * megabyte + 100, 2 * megabyte + 1],
      [last, last + 1_000, 1],
      [0, Number.MAX_SAFE_INTEGER, someBytes],
      [someBytes, someBytes, 0],
      [someBytes + 1, someBytes + 10, 0],
      [Number.MAX_SAFE_INTEGER, Number.MAX_SAFE_INTEGER, 0],
    ];
    for (const [start, end, bytes] of cases) {
      const blob = await opened(store, "ranged", { start, end });
      assert.equal(blob.size, someBytes, "the size is the whole blob's");
      await isPatterned(blob.body, bytes, 3, start);
    }
  },
  "gives no range of what is not there": async (store) => {
    assert.equal(await store.open("never", { start: 0, end: 1 }), undefined);
  },
  "reads many parts at the same time": async (store) => {
    await store.put("shared", patterned(someBytes, 4));
    const starts = Array.from({ length: 20 }, (_, index) => index * 100_000);
    await Promise.all(
      starts.map(async (start) => {
        const blob = await opened(store, "shared", { start, end: start + 99_999 });
        await isPatterned(blob.body, 100_000, 4, start);
      }),
    );
  },
};

/**
 * The suite for blob stores: hand each check to any test runner. `create` makes an empty store each time; the check closes it.
 */
export function blobStoreChecks(create: () => Promise<BlobStore> | BlobStore): Check[] {
  return toChecks(create, { ...basics, ...lent, ...ranges, ...failures, ...meetings });
}
