/** What every {@link RecordStore} must do. */
import assert from "node:assert/strict";
import type { RecordStore } from "../stores.ts";
import { rejectsWith, toChecks } from "./check.ts";
import type { Check } from "./check.ts";
import { backups } from "./record-store-backups.ts";
import { burials } from "./record-store-burials.ts";
import { counts } from "./record-store-counts.ts";
import { documentLists, documents } from "./record-store-documents.ts";
import { jobRefusals } from "./record-store-job-refusals.ts";
import { jobLives } from "./record-store-jobs.ts";
import { pages } from "./record-store-pages.ts";
import { searches } from "./record-store-search.ts";
import { leases, ledger, tickets } from "./record-store-tables.ts";
import { factsOf, later, listAll, pendingFile, readyFile, sameEntries, sameRecord, unknownId } from "./records.ts";
import type { RecordTable } from "./records.ts";

async function invisible(store: RecordStore, id: string): Promise<void> {
  assert.equal(await store.find(id), undefined);
  assert.equal(await store.update(id, { name: "b" }), undefined);
  assert.equal(await store.remove(id), undefined);
  assert.ok(!(await listAll(store, {})).includes(id));
  assert.deepEqual(await store.expired(later, 100), []);
}

const lives: RecordTable = {
  "a pending file is invisible": async (store) => {
    const id = await pendingFile(store);
    await invisible(store, id);
    assert.deepEqual(await store.abandoned(later, 10), [id]);
    await store.erase(id);
    assert.deepEqual(await store.abandoned(later, 10), [id], "erase is for removed files");
  },
  "an id is reserved once": async (store) => {
    const id = await pendingFile(store);
    await rejectsWith(store.reserve({ id, name: "b", statedType: "" }), "INTERNAL");
    const file = await store.complete(id, factsOf());
    await rejectsWith(store.reserve({ id, name: "b", statedType: "" }), "INTERNAL");
    sameRecord(await store.find(id), file);
    const other = crypto.randomUUID();
    const tries = Array.from({ length: 8 }, () => store.reserve({ id: other, name: "c", statedType: "" }));
    const results = await Promise.allSettled(tries);
    assert.equal(results.filter(({ status }) => status === "fulfilled").length, 1);
  },
  "completing makes it visible, with every fact": async (store) => {
    const id = await pendingFile(store, { name: "hot cat.jpg" });
    const before = Date.now();
    const facts = factsOf({ metadata: { album: "summer" }, tags: ["b", "a"], access: "signed" });
    const file = await store.complete(id, facts);
    sameRecord(file, {
      id,
      removedAt: null,
      name: "hot cat.jpg",
      statedType: "image/jpeg",
      uploadedAt: file.uploadedAt,
      ...facts,
    });
    assert.ok(
      Number.isInteger(file.uploadedAt) && Math.abs(file.uploadedAt - before) < 60_000,
      "uploadedAt is Unix ms",
    );
    sameRecord(await store.find(id), file);
    sameRecord((await store.list({})).files[0], file);
    assert.deepEqual(await store.abandoned(later, 10), []);
  },
  "a custom id finds the file, and is one file's": async (store) => {
    const file = await readyFile(store, { customId: "folder/日本.jpg" });
    sameRecord(await store.findByCustomId("folder/日本.jpg"), file);
    assert.equal(await store.findByCustomId("folder/"), undefined);
    assert.equal(await store.findByOrigin("folder/日本.jpg"), undefined);
    await rejectsWith(readyFile(store, { customId: "folder/日本.jpg" }), "FILE_EXISTS");
    const other = await readyFile(store);
    await rejectsWith(store.update(other.id, { customId: "folder/日本.jpg" }), "FILE_EXISTS");
    assert.equal((await store.update(file.id, { customId: "b" }))?.customId, "b");
    assert.equal(await store.findByCustomId("folder/日本.jpg"), undefined);
    await store.remove(file.id);
    assert.equal(await store.findByCustomId("b"), undefined);
    assert.equal((await store.update(other.id, { customId: "b" }))?.customId, "b", "a removed file's is free again");
  },
  "a copy from elsewhere is found by its origin, and in no list": async (store) => {
    const file = await readyFile(store, { origin: "url:a", tags: ["x"] });
    sameRecord(await store.findByOrigin("url:a"), file);
    sameRecord(await store.find(file.id), file);
    assert.deepEqual([...(await listAll(store, {})), ...(await listAll(store, { tag: "x" }))], []);
    const tries = await Promise.allSettled(["url:b", "url:b", "url:b"].map((origin) => readyFile(store, { origin })));
    assert.equal(tries.filter(({ status }) => status === "fulfilled").length, 1);
    await store.remove(file.id);
    assert.ok(await readyFile(store, { origin: "url:a" }));
  },
  "completes only what is pending": async (store) => {
    await rejectsWith(store.complete(unknownId, factsOf()), "FILE_NOT_FOUND");
    const file = await readyFile(store, { tags: ["a"] });
    await rejectsWith(store.complete(file.id, factsOf({ bytes: 1 })), "FILE_NOT_FOUND");
    sameRecord(await store.find(file.id), file);
    await store.remove(file.id);
    await rejectsWith(store.complete(file.id, factsOf()), "FILE_NOT_FOUND");
    const discarded = await pendingFile(store);
    await store.discard(discarded);
    await rejectsWith(store.complete(discarded, factsOf()), "FILE_NOT_FOUND");
  },
  "of parallel completions one wins": async (store) => {
    const id = await pendingFile(store);
    const results = await Promise.allSettled(
      [1, 2, 3, 4, 5].map((bytes) => store.complete(id, factsOf({ bytes, tags: [`t${bytes}`] }))),
    );
    const won = results.filter((result) => result.status === "fulfilled");
    assert.equal(won.length, 1);
    const file = won[0]?.value;
    assert.ok(file);
    sameRecord(await store.find(id), file);
    for (const bytes of [1, 2, 3, 4, 5]) {
      assert.equal((await listAll(store, { tag: `t${bytes}` })).length, bytes === file.bytes ? 1 : 0);
    }
  },
  "discards what is pending, and nothing else": async (store) => {
    const id = await pendingFile(store);
    await store.discard(id);
    assert.deepEqual(await store.abandoned(later, 10), []);
    await store.discard(id);
    const file = await readyFile(store);
    await store.discard(file.id);
    sameRecord(await store.find(file.id), file);
    await store.remove(file.id);
    await store.discard(file.id);
    assert.deepEqual(await store.abandoned(later, 10), [file.id]);
  },
  "removes at once, gives what was there, and erases": async (store) => {
    const file = await readyFile(store, { tags: ["a"], metadata: { k: "v" }, storedAt: null, expiresAt: 5 });
    await store.erase(file.id);
    sameRecord(await store.remove(file.id), file);
    await invisible(store, file.id);
    assert.deepEqual(await listAll(store, { tag: "a" }), []);
    assert.deepEqual(await store.abandoned(later, 10), [file.id]);
    await store.erase(file.id);
    assert.deepEqual(await store.abandoned(later, 10), []);
    await store.erase(file.id);
    assert.equal(await store.remove(unknownId), undefined);
  },
  "removes only what has expired, when asked so": async (store) => {
    const stored = await readyFile(store);
    const temporary = await readyFile(store, { storedAt: null, expiresAt: 1_000 });
    assert.equal(await store.remove(stored.id, { expiredBefore: later }), undefined);
    assert.equal(await store.remove(temporary.id, { expiredBefore: 1_000 }), undefined);
    sameRecord(await store.find(temporary.id), temporary);
    sameRecord(await store.remove(temporary.id, { expiredBefore: 1_001 }), temporary);
    assert.equal(await store.find(temporary.id), undefined);
  },
  "of parallel removals one gets the file": async (store) => {
    const file = await readyFile(store);
    const results = await Promise.all([1, 2, 3, 4].map(() => store.remove(file.id)));
    assert.equal(results.filter((result) => result !== undefined).length, 1);
  },
  "tells abandoned and expired files by their times": async (store) => {
    const pending = await pendingFile(store);
    const removed = await readyFile(store);
    await store.remove(removed.id);
    const temporary = await readyFile(store, { storedAt: null, expiresAt: 1_000 });
    await readyFile(store);
    assert.deepEqual(await store.abandoned(Date.now() - 60_000, 10), []);
    assert.deepEqual((await store.abandoned(later, 10)).toSorted(), [pending, removed.id].toSorted());
    assert.equal((await store.abandoned(later, 1)).length, 1);
    assert.deepEqual(await store.expired(1_000, 10), []);
    assert.deepEqual(await store.expired(1_001, 10), [temporary.id]);
    await store.update(temporary.id, { storedAt: 1, expiresAt: null });
    assert.deepEqual(await store.expired(later, 10), []);
  },
};

const contents: RecordTable = {
  "updates what is named and leaves the rest": async (store) => {
    const file = await readyFile(store, { tags: ["a", "b"], metadata: { k: "v" } });
    sameRecord(await store.update(file.id, {}), file);
    sameRecord(await store.update(file.id, { name: "new" }), { ...file, name: "new" });
    const change = {
      metadata: { other: "x" },
      tags: ["b", "c"],
      access: "public",
      storedAt: null,
      expiresAt: 77,
    } as const;
    sameRecord(await store.update(file.id, change), { ...file, name: "new", ...change });
    sameRecord(await store.find(file.id), { ...file, name: "new", ...change });
    assert.deepEqual(await listAll(store, { tag: "a" }), []);
    assert.deepEqual(await listAll(store, { tag: "c" }), [file.id]);
    assert.deepEqual((await store.update(file.id, { access: null, tags: [] }))?.tags, []);
    assert.deepEqual(await listAll(store, { tag: "c" }), []);
    assert.equal(await store.update(unknownId, { name: "x" }), undefined);
  },
  "sees its own changes, however often it read before": async (store) => {
    const file = await readyFile(store);
    for (let turn = 0; turn < 20; turn += 1) {
      await store.find(file.id);
      await store.update(file.id, { name: `${turn}` });
      assert.equal((await store.find(file.id))?.name, `${turn}`);
    }
    await store.remove(file.id);
    assert.equal(await store.find(file.id), undefined);
  },
  "keeps any well-formed text": async (store) => {
    const texts = [
      "naïve café.jpg",
      "猫🐈‍⬛.png",
      `it's "quoted"; drop table files; --`,
      "%_\\$1?:@{}",
      "a\tb\nc",
      "مرحبا",
      "",
      " ",
    ];
    for (const text of texts) {
      const tags = text === "" ? [] : [text];
      const file = await readyFile(store, { tags, metadata: { [text]: text } }, { name: text });
      sameRecord(await store.find(file.id), { ...file, name: text, tags, metadata: { [text]: text } });
      if (text !== "") assert.deepEqual(await listAll(store, { tag: text }), [file.id]);
    }
  },
  "metadata named like an object's own parts is plain data": async (store) => {
    const metadata = JSON.parse(`{"__proto__":"p","constructor":"c","toString":"t","hasOwnProperty":"h"}`) as Record<
      string,
      string
    >;
    const { id } = await readyFile(store, { metadata });
    const found = await store.find(id);
    assert.ok(found);
    sameEntries(found.metadata, metadata);
    assert.deepEqual(Object.keys((await readyFile(store)).metadata), []);
  },
  "keeps a file that is no picture, and sizes beyond 32 bits": async (store) => {
    const facts = { type: "application/octet-stream", image: null, bytes: 2 ** 45, storedAt: null, expiresAt: 2 ** 42 };
    const file = await readyFile(store, facts);
    sameRecord(await store.find(file.id), { ...file, ...facts });
  },
};

/**
 * The suite for record stores: hand each check to any test runner. `create` makes an empty store each time; the check closes it.
 */
export function recordStoreChecks(create: () => Promise<RecordStore> | RecordStore): Check[] {
  const files = { ...lives, ...contents, ...burials, ...counts, ...pages, ...searches };
  const tables = { ...documents, ...documentLists, ...ledger, ...leases, ...tickets, ...backups };
  return toChecks(create, { ...files, ...tables, ...jobLives, ...jobRefusals });
}
