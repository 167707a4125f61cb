/** What a record store's ledger, leases and tickets must do. */
import assert from "node:assert/strict";
import type { RecordStore } from "../stores.ts";
import { pause } from "./check.ts";
import { entryOf, pendingFile, readyFile } from "./records.ts";
import type { RecordTable } from "./records.ts";

const farAhead = Date.now() + 3_600_000;

async function hashesOf(store: RecordStore, limit = 100): Promise<string[]> {
  return (await store.renditions.leastRecent(limit)).map(({ key }) => key.slice(key.lastIndexOf("/") + 1));
}

/** The ledger of renditions. */
export const ledger: RecordTable = {
  "the ledger keeps entries, and replaces them": async (store) => {
    const { id } = await readyFile(store);
    const entry = entryOf(id, "h1", 2 ** 40);
    assert.equal(await store.renditions.totalBytes(), 0);
    assert.equal(await store.renditions.find(entry.key), undefined);
    assert.deepEqual(await store.renditions.add([entry], 1), new Set([entry.key]));
    assert.deepEqual(await store.renditions.find(entry.key), entry);
    assert.equal(await store.renditions.totalBytes(), 2 ** 40);
    const other = { ...entry, bytes: 7, type: "image/avif", width: 1, height: 2 };
    assert.deepEqual(await store.renditions.add([other], 2), new Set([entry.key]));
    assert.deepEqual(await store.renditions.find(entry.key), other);
    assert.equal(await store.renditions.totalBytes(), 7);
  },
  "the ledger adds several at once, but those whose files are gone": async (store) => {
    const [one, two, gone] = [await readyFile(store), await readyFile(store), await readyFile(store)];
    await store.remove(gone.id);
    const entries = [entryOf(one.id, "a", 3), entryOf(gone.id, "a", 100), entryOf(two.id, "b", 4)];
    const again = entryOf(one.id, "a", 5);
    const kept = [entryOf(one.id, "a").key, entryOf(two.id, "b").key];
    assert.deepEqual(await store.renditions.add(entries, 1), new Set(kept));
    assert.deepEqual(
      await store.renditions.add([again, entryOf(two.id, "c", 6)], 1),
      new Set([again.key, entryOf(two.id, "c").key]),
    );
    assert.equal(await store.renditions.totalBytes(), 15);
    assert.deepEqual(await store.renditions.ofFile(gone.id), []);
    assert.deepEqual(await store.renditions.add([], 1), new Set());
  },
  "the ledger takes nothing for a file that is not ready": async (store) => {
    const pending = await pendingFile(store);
    const removed = await readyFile(store);
    await store.remove(removed.id);
    for (const id of [pending, removed.id, crypto.randomUUID()]) {
      assert.deepEqual(await store.renditions.add([entryOf(id, "h")], 1), new Set());
      assert.equal(await store.renditions.find(entryOf(id, "h").key), undefined);
    }
    assert.equal(await store.renditions.totalBytes(), 0);
  },
  "the ledger still tells a removed file's entries; erasing drops them": async (store) => {
    const { id } = await readyFile(store);
    await store.renditions.add([entryOf(id, "h1")], 1);
    await store.renditions.add([entryOf(id, "h2")], 1);
    await store.remove(id);
    assert.equal((await store.renditions.ofFile(id)).length, 2);
    await store.erase(id);
    assert.deepEqual(await store.renditions.ofFile(id), []);
    assert.equal(await store.renditions.totalBytes(), 0);
  },
  "no entry slips in behind a removal": async (store) => {
    for (let turn = 0; turn < 10; turn += 1) {
      const { id } = await readyFile(store);
      const adds = Array.from({ length: 4 }, (_, index) => store.renditions.add([entryOf(id, `h${index}`)], 1));
      const removal = store.remove(id).then(() => store.renditions.ofFile(id));
      const added = await Promise.all(adds);
      const seen = await removal;
      assert.equal(seen.length, added.filter(({ size }) => size > 0).length, "what was added is what the remover sees");
    }
  },
  "the ledger tells a file's entries, and forgets": async (store) => {
    const one = await readyFile(store);
    const two = await readyFile(store);
    for (const hash of ["a", "b", "c"]) await store.renditions.add([entryOf(one.id, hash, 10)], 1);
    await store.renditions.add([entryOf(two.id, "a", 5)], 1);
    assert.equal((await store.renditions.ofFile(one.id)).length, 3);
    await store.renditions.forget([entryOf(one.id, "a").key, entryOf(one.id, "b").key, "renditions/unknown"]);
    assert.deepEqual(await store.renditions.ofFile(one.id), [entryOf(one.id, "c", 10)]);
    assert.equal(await store.renditions.totalBytes(), 15);
    await store.renditions.forget([]);
    await store.renditions.forget([entryOf(one.id, "a").key]);
    assert.equal(await store.renditions.totalBytes(), 15);
  },
  "the ledger orders by last use": async (store) => {
    const { id } = await readyFile(store);
    for (const [usedAt, hash] of [
      [30, "c"],
      [10, "a"],
      [20, "b"],
    ] as const)
      await store.renditions.add([entryOf(id, hash)], usedAt);
    assert.deepEqual(await hashesOf(store), ["a", "b", "c"]);
    await store.renditions.touch([entryOf(id, "a").key, "renditions/unknown"], 40);
    assert.deepEqual(await hashesOf(store), ["b", "c", "a"]);
    assert.deepEqual(await hashesOf(store, 1), ["b"]);
    await store.renditions.touch([], 50);
    await store.renditions.touch([entryOf(id, "a").key, entryOf(id, "b").key], 35);
    assert.deepEqual(await hashesOf(store), ["c", "b", "a"], "an older use does not undo a newer one");
  },
  "the sum is exact after parallel changes": async (store) => {
    const { id } = await readyFile(store);
    await Promise.all(
      Array.from({ length: 40 }, async (_, index) => {
        const entry = entryOf(id, `h${index % 10}`, index + 1);
        await store.renditions.add([entry], index);
        if (index % 3 === 0) await store.renditions.forget([entry.key]);
      }),
    );
    const entries = await store.renditions.ofFile(id);
    assert.equal(
      await store.renditions.totalBytes(),
      entries.reduce((sum, { bytes }) => sum + bytes, 0),
    );
  },
  "the ledger takes long lists of keys": async (store) => {
    const { id } = await readyFile(store);
    await store.renditions.add([entryOf(id, "h1999")], 1);
    const keys = Array.from({ length: 2_000 }, (_, index) => entryOf(id, `h${index}`).key);
    await store.renditions.touch(keys, 2);
    await store.renditions.forget(keys);
    assert.equal(await store.renditions.totalBytes(), 0);
  },
};

/** Leases. */
export const leases: RecordTable = {
  "a lease has one owner, who may renew it": async (store) => {
    assert.equal(await store.leases.acquire("job", "one", 60_000), true);
    assert.equal(await store.leases.acquire("job", "two", 60_000), false);
    assert.equal(await store.leases.acquire("job", "one", 60_000), true);
    assert.equal(await store.leases.acquire("other", "two", 60_000), true);
  },
  "a lease is let go by its owner only": async (store) => {
    await store.leases.acquire("job", "one", 60_000);
    await store.leases.release(["job"], "two");
    assert.equal(await store.leases.acquire("job", "two", 60_000), false);
    await store.leases.release(["job"], "one");
    await store.leases.release(["job"], "one");
    assert.equal(await store.leases.acquire("job", "two", 60_000), true);
  },
  "several leases are let go at once": async (store) => {
    for (const name of ["a", "b", "c"]) await store.leases.acquire(name, "one", 60_000);
    await store.leases.release(["a", "c", "unknown"], "one");
    await store.leases.release([], "one");
    assert.equal(await store.leases.acquire("a", "two", 60_000), true);
    assert.equal(await store.leases.acquire("b", "two", 60_000), false);
    assert.equal(await store.leases.acquire("c", "two", 60_000), true);
  },
  "a lease runs out, and goes to the next": async (store) => {
    assert.equal(await store.leases.acquire("job", "one", 300), true);
    assert.equal(await store.leases.acquire("job", "two", 60_000), false);
    await pause(400);
    assert.equal(await store.leases.acquire("job", "two", 60_000), true);
    assert.equal(await store.leases.acquire("job", "one", 60_000), false);
    await store.leases.release(["job"], "one");
    assert.equal(await store.leases.acquire("job", "three", 60_000), false);
  },
  "a renewal counts from now": async (store) => {
    await store.leases.acquire("job", "one", 300);
    await store.leases.acquire("job", "one", 60_000);
    await pause(400);
    assert.equal(await store.leases.acquire("job", "two", 1_000), false);
    await store.leases.acquire("job", "one", 1);
    await pause(50);
    assert.equal(await store.leases.acquire("job", "two", 1_000), true);
  },
  "of parallel calls one gets the lease": async (store) => {
    const owners = Array.from({ length: 20 }, (_, index) => `owner ${index}`);
    const got = await Promise.all(owners.map((owner) => store.leases.acquire("job", owner, 60_000)));
    assert.equal(got.filter(Boolean).length, 1);
  },
};

/** Tickets. */
export const tickets: RecordTable = {
  "a ticket is spent up to its limit": async (store) => {
    assert.equal(await store.tickets.spend("t", 2, 3, farAhead), true);
    assert.equal(await store.tickets.spend("t", 2, 3, farAhead), false, "too few are left");
    assert.equal(await store.tickets.spend("t", 1, 3, farAhead), true, "the refused call took nothing");
    assert.equal(await store.tickets.spend("t", 1, 3, farAhead), false);
    assert.equal(await store.tickets.spend("large", 4, 3, farAhead), false);
    assert.equal(await store.tickets.spend("large", 3, 3, farAhead), true);
  },
  "parallel spends never pass the limit together": async (store) => {
    const got = await Promise.all(Array.from({ length: 40 }, () => store.tickets.spend("t", 1, 7, farAhead)));
    assert.equal(got.filter(Boolean).length, 7);
  },
  "a refund gives back what was taken, and no more": async (store) => {
    assert.equal(await store.tickets.spend("t", 3, 3, farAhead), true);
    await store.tickets.refund("t", 1);
    assert.equal(await store.tickets.spend("t", 2, 3, farAhead), false);
    assert.equal(await store.tickets.spend("t", 1, 3, farAhead), true);
    await store.tickets.refund("t", 100);
    assert.equal(await store.tickets.spend("t", 4, 3, farAhead), false);
    assert.equal(await store.tickets.spend("t", 3, 3, farAhead), true);
    assert.equal(await store.tickets.spend("t", 1, 3, farAhead), false);
    await store.tickets.refund("unknown", 1);
    assert.equal(await store.tickets.spend("unknown", 4, 3, farAhead), false);
  },
};
