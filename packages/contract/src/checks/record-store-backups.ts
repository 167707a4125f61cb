/** What a record store's ledger of backups must do, and how a file comes back to its old place. */
import assert from "node:assert/strict";
import type { BackupEntry } from "../backups.ts";
import { rejectsWith } from "./check.ts";
import { factsOf, later, listAll, pendingFile, readyFile, sameRecord, unknownId } from "./records.ts";
import type { RecordTable } from "./records.ts";

const entryOf = (fileId: string, store = "a", change: Partial<BackupEntry> = {}): BackupEntry => ({
  fileId,
  store,
  version: "v1",
  problem: null,
  dropAt: null,
  ...change,
});

/** The checks. */
export const backups: RecordTable = {
  "the ledger of backups keeps one entry for each file and store, and replaces it": async ({ backups: ledger }) => {
    const [one, two] = [crypto.randomUUID(), crypto.randomUUID()];
    assert.deepEqual(await ledger.find([one, two]), []);
    assert.deepEqual(await ledger.find([]), []);
    for (const entry of [entryOf(one), entryOf(one, "b"), entryOf(two, "a", { version: null })])
      await ledger.note(entry);
    assert.deepEqual(await ledger.find([two, unknownId]), [entryOf(two, "a", { version: null })]);
    await ledger.note(entryOf(two, "a", { version: "v2", problem: "store-failed" }));
    assert.deepEqual(await ledger.find([two]), [entryOf(two, "a", { version: "v2", problem: "store-failed" })]);
    assert.equal((await ledger.find([one, two])).length, 3);
    await ledger.forget(one, "a");
    await ledger.forget(one, "a");
    assert.deepEqual(await ledger.find([one]), [entryOf(one, "b")]);
  },
  "the ledger of backups tells what is to go, also when something is noted later": async ({ backups: ledger }) => {
    const ids = Array.from({ length: 3 }, () => crypto.randomUUID()) as [string, string, string];
    for (const id of ids) for (const store of ["a", "b"]) await ledger.note(entryOf(id, store));
    await ledger.dropFrom(ids[0], 2_000);
    await ledger.dropFrom(ids[1], 1_000);
    await ledger.dropFrom(unknownId, 1);
    assert.deepEqual(await ledger.due("a", 999, 10), []);
    await ledger.note(entryOf(ids[1], "a", { version: "v2" }));
    const due = [entryOf(ids[1], "a", { version: "v2", dropAt: 1_000 }), entryOf(ids[0], "a", { dropAt: 2_000 })];
    assert.deepEqual(await ledger.due("a", 2_000, 10), due);
    assert.deepEqual(await ledger.due("a", 2_000, 1), due.slice(0, 1));
    assert.deepEqual(await ledger.due("c", 2_000, 10), []);
  },
  "a removed file's copies become due in the same step, a buried one's do not": async (store) => {
    const [gone, buried] = [await readyFile(store), await readyFile(store)];
    for (const { id } of [gone, buried]) await store.backups.note(entryOf(id));
    await store.bury(buried.id, later);
    assert.deepEqual(await store.backups.due("a", later, 10), []);
    await store.remove(gone.id);
    const ids = async (): Promise<string[]> => (await store.backups.due("a", later, 10)).map(({ fileId }) => fileId);
    assert.deepEqual(await ids(), [gone.id]);
    await store.erase(gone.id);
    assert.deepEqual(await ids(), [gone.id], "they outlive its row");
    await store.remove(buried.id);
    assert.deepEqual(new Set(await ids()), new Set([gone.id, buried.id]));
    const pending = await pendingFile(store);
    await store.backups.note(entryOf(pending));
    await store.discard(pending);
    assert.equal((await ids()).includes(pending), false, "what never was there was not removed");
  },
  "the ledger of backups counts, and names what has a problem": async ({ backups: ledger }) => {
    assert.deepEqual(await ledger.counts(), []);
    const [one, two, three] = [crypto.randomUUID(), crypto.randomUUID(), crypto.randomUUID()];
    await ledger.note(entryOf(one));
    await ledger.note(entryOf(two, "a", { version: null, problem: "original-damaged" }));
    await ledger.note(entryOf(three));
    await ledger.note(entryOf(one, "b", { problem: "store-failed" }));
    await ledger.dropFrom(three, 1);
    assert.deepEqual(await ledger.counts(), [
      { store: "a", copied: 1, failing: 1, leaving: 1 },
      { store: "b", copied: 1, failing: 1, leaving: 0 },
    ]);
    assert.deepEqual(
      (await ledger.failing(10)).map(({ store, fileId }) => [store, fileId]),
      [
        ["a", two],
        ["b", one],
      ],
    );
    assert.equal((await ledger.failing(1)).length, 1);
  },
  "a file that was there before comes back to its old place, or beside it": async (store) => {
    const [early, middle, late] = [await readyFile(store), await readyFile(store), await readyFile(store)];
    await store.remove(middle.id);
    await store.erase(middle.id);
    await store.reserve({ id: middle.id, name: middle.name, statedType: middle.statedType });
    const { uploadedAt } = middle;
    sameRecord(await store.complete(middle.id, factsOf(), uploadedAt), middle);
    assert.deepEqual(await listAll(store, {}), [early.id, middle.id, late.id]);
    const other = await store.complete(await pendingFile(store), factsOf(), uploadedAt);
    assert.ok(other.uploadedAt > uploadedAt, "a place is given once");
    await rejectsWith(store.complete(unknownId, factsOf(), uploadedAt), "FILE_NOT_FOUND");
  },
};
