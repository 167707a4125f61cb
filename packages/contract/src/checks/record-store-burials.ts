/** What a record store must do with removed files that can come back. */
import assert from "node:assert/strict";
import { rejectsWith } from "./check.ts";
import { entryOf, factsOf, later, listAll, pendingFile, readyFile, sameRecord, unknownId } from "./records.ts";
import type { RecordTable } from "./records.ts";

/** Burials and restorations. */
export const burials: RecordTable = {
  "a buried file is seen by nobody who does not ask for it": async (store) => {
    const file = await readyFile(store, { customId: "a", tags: ["t"], metadata: { k: "v" } });
    const before = Date.now();
    const buried = await store.bury(file.id, 5_000);
    const { removedAt = null } = buried ?? {};
    assert.ok(removedAt !== null && Math.abs(removedAt - before) < 60_000, "removedAt is now");
    sameRecord(buried, { ...file, customId: null, expiresAt: 5_000, removedAt });
    sameRecord(await store.findBuried(file.id), { ...file, customId: null, expiresAt: 5_000, removedAt });
    assert.equal(await store.find(file.id), undefined);
    assert.equal(await store.findByCustomId("a"), undefined);
    assert.equal(await store.update(file.id, { name: "b" }), undefined);
    assert.deepEqual(await listAll(store, {}), []);
    assert.deepEqual(await listAll(store, { tag: "t" }), []);
    assert.deepEqual(await listAll(store, { removed: true, tag: "t" }), []);
    assert.deepEqual(await listAll(store, { removed: true }), [file.id]);
    sameRecord((await store.list({ removed: true })).files[0], {
      ...file,
      customId: null,
      expiresAt: 5_000,
      removedAt,
    });
    assert.deepEqual(await store.abandoned(later, 10), []);
  },
  "only ready files are buried, and only buried ones restored": async (store) => {
    const pending = await pendingFile(store);
    const gone = await readyFile(store);
    await store.remove(gone.id);
    const copy = await readyFile(store, { origin: "url:a" });
    for (const id of [pending, gone.id, copy.id, unknownId]) {
      assert.equal(await store.bury(id, later), undefined);
      assert.equal(await store.restore(id), undefined);
      assert.equal(await store.findBuried(id), undefined);
    }
    sameRecord(await store.findByOrigin("url:a"), copy);
    const file = await readyFile(store);
    assert.equal(await store.restore(file.id), undefined);
    await store.bury(file.id, 1_000);
    assert.equal(await store.bury(file.id, later), undefined);
    assert.equal((await store.findBuried(file.id))?.expiresAt, 1_000);
    await store.discard(file.id);
    await store.erase(file.id);
    assert.ok(await store.findBuried(file.id), "neither pending nor removed");
    await rejectsWith(store.reserve({ id: file.id, name: "", statedType: "" }), "INTERNAL");
    await rejectsWith(store.complete(file.id, factsOf()), "FILE_NOT_FOUND");
  },
  "a restored file is at its old place, stored, and found by its tags": async (store) => {
    const one = await readyFile(store, { tags: ["t"] });
    const two = await readyFile(store, { customId: "a", tags: ["t", "u"], storedAt: null, expiresAt: 7 });
    const three = await readyFile(store, { tags: ["t"] });
    await store.bury(two.id, later);
    await readyFile(store, { customId: "a" }); // its custom id was free
    const before = Date.now();
    const restored = await store.restore(two.id);
    const storedAt = restored?.storedAt ?? 0;
    assert.ok(Math.abs(storedAt - before) < 60_000, "storedAt is now");
    sameRecord(restored, { ...two, customId: null, storedAt, expiresAt: null, removedAt: null });
    sameRecord(await store.find(two.id), { ...two, customId: null, storedAt, expiresAt: null, removedAt: null });
    assert.deepEqual(await listAll(store, { tag: "t" }), [one.id, two.id, three.id]);
    assert.deepEqual(await listAll(store, { tag: "u", stored: true }), [two.id]);
    assert.deepEqual((await listAll(store, { limit: 1 })).slice(0, 3), [one.id, two.id, three.id]);
    assert.deepEqual(await listAll(store, { removed: true }), []);
    assert.equal(await store.findBuried(two.id), undefined);
    assert.deepEqual(await store.expired(later, 10), []);
  },
  "a buried file's place is not given to another": async (store) => {
    const file = await readyFile(store);
    await store.bury(file.id, later);
    const others = await Promise.all(Array.from({ length: 10 }, () => readyFile(store)));
    assert.ok(others.every(({ uploadedAt }) => uploadedAt !== file.uploadedAt));
    assert.equal((await store.restore(file.id))?.uploadedAt, file.uploadedAt);
  },
  "a buried file expires, and is removed like any other": async (store) => {
    const file = await readyFile(store, { tags: ["t"] });
    await store.bury(file.id, 1_000);
    assert.deepEqual(await store.expired(1_000, 10), []);
    assert.deepEqual(await store.expired(1_001, 10), [file.id]);
    assert.equal(await store.remove(file.id, { expiredBefore: 1_000 }), undefined);
    assert.equal((await store.remove(file.id, { expiredBefore: 1_001 }))?.id, file.id);
    assert.equal(await store.findBuried(file.id), undefined);
    assert.equal(await store.restore(file.id), undefined);
    assert.deepEqual(await store.expired(later, 10), []);
    assert.deepEqual(await store.abandoned(later, 10), [file.id]);
    await store.erase(file.id);
    assert.deepEqual(await store.abandoned(later, 10), []);
    const other = await readyFile(store);
    await store.bury(other.id, later);
    assert.equal((await store.remove(other.id))?.id, other.id, "also before its time");
    const third = await readyFile(store);
    await store.bury(third.id, 1_000);
    await store.restore(third.id);
    assert.equal(await store.remove(third.id, { expiredBefore: later }), undefined, "a restored one stays");
  },
  "the ledger keeps a buried file's entries, and adds none": async (store) => {
    const { id } = await readyFile(store);
    const [old, fresh] = [entryOf(id, "a"), entryOf(id, "b")];
    await store.renditions.add([old], 1);
    await store.bury(id, later);
    assert.deepEqual(await store.renditions.add([fresh], 1), new Set());
    assert.deepEqual(await store.renditions.ofFile(id), [old]);
    await store.restore(id);
    assert.deepEqual(await store.renditions.add([fresh], 1), new Set([fresh.key]));
    assert.equal((await store.renditions.ofFile(id)).length, 2);
  },
  "of parallel burials, restorations and removals one wins": async (store) => {
    const file = await readyFile(store);
    const burials = await Promise.all([1, 2, 3].map((turn) => store.bury(file.id, later - turn)));
    assert.equal(burials.filter((one) => one !== undefined).length, 1);
    const ends = await Promise.all([store.restore(file.id), store.remove(file.id), store.restore(file.id)]);
    assert.ok(ends[1], "a file that is there is removed, whichever came first");
    assert.equal(await store.find(file.id), undefined);
    assert.equal(await store.findBuried(file.id), undefined);
  },
};
