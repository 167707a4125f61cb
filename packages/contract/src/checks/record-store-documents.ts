/** What a record store's documents must do. */
import assert from "node:assert/strict";
import type { DocumentDraft, DocumentQuery, DocumentRecord, RecordStore } from "../stores.ts";
import { rejectsWith } from "./check.ts";
import { later } from "./records.ts";
import type { RecordTable } from "./records.ts";

function draftOf(change: Partial<DocumentDraft> = {}): DocumentDraft {
  return { kind: "a.kind", id: "one", project: "", name: null, body: {}, expiresAt: null, ...change };
}

async function added(store: RecordStore, change: Partial<DocumentDraft> = {}): Promise<DocumentRecord> {
  const document = await store.documents.add(draftOf(change));
  assert.ok(document, `${change.id ?? "one"} could be added`);
  return document;
}

async function idsOf(store: RecordStore, query: Partial<DocumentQuery> = {}): Promise<string[]> {
  return (await store.documents.list({ kind: "a.kind", limit: 1_001, ...query })).map(({ id }) => id);
}

/** Documents, one at a time. */
export const documents: RecordTable = {
  "a document is kept with all it holds": async ({ documents }) => {
    const before = Date.now();
    const body = { text: "猫 \0 \ud800", list: [1, null, { deep: true }], ["__proto__"]: 1 };
    const draft = draftOf({ body, project: "p", name: "a name, 日本", expiresAt: later });
    const document = await documents.add(draft);
    const createdAt = document?.createdAt ?? 0;
    assert.ok(Math.abs(createdAt - before) < 60_000, "createdAt is now");
    const kept = { ...draft, createdAt, updatedAt: createdAt, revision: 1 };
    for (const found of [
      document,
      await documents.find("a.kind", "one"),
      await documents.findByName("a.kind", "p", "a name, 日本"),
      (await documents.list({ kind: "a.kind", limit: 1 }))[0],
    ])
      assert.deepEqual(JSON.parse(JSON.stringify(found)), JSON.parse(JSON.stringify(kept)));
    for (const [id, body] of [null, 0, "text", [], "a".repeat(1024 ** 2 - 2)].entries()) {
      await documents.add(draftOf({ id: `b${id}`, body }));
      assert.deepEqual((await documents.find("a.kind", `b${id}`))?.body, body);
    }
  },
  "a document is found by what it was added under, and nothing else": async (store) => {
    const { documents } = store;
    await added(store, { project: "p", name: "n" });
    assert.equal(await documents.find("b.kind", "one"), undefined);
    for (const id of ["", "two", "ONE", "one ", "\0", "\ud800", "a".repeat(100_000)])
      assert.equal(await documents.find("a.kind", id), undefined);
    for (const [project, name] of [
      ["", "n"],
      ["p", "m"],
      ["p", ""],
      ["p", "\0"],
      ["p", "n".repeat(100_000)],
    ] as const)
      assert.equal(await documents.findByName("a.kind", project, name), undefined);
    assert.equal(await documents.findByName("b.kind", "p", "n"), undefined);
    assert.equal(await documents.remove("a.kind", "\0"), false);
    assert.equal(await documents.update("a.kind", "\0", 1, { body: 1 }), undefined);
  },
  "ids are unique within a kind, names within kind and project": async (store) => {
    const { documents } = store;
    await added(store, { name: "n", body: 1 });
    assert.equal(await documents.add(draftOf({ body: 2 })), undefined);
    assert.equal(await documents.add(draftOf({ body: 2, project: "p" })), undefined);
    assert.equal(await documents.add(draftOf({ id: "two", name: "n", body: 2 })), undefined);
    assert.equal((await documents.find("a.kind", "one"))?.body, 1);
    assert.equal(await documents.find("a.kind", "two"), undefined);
    await added(store, { kind: "b.kind", name: "n" });
    await added(store, { id: "three", project: "p", name: "n" });
    await added(store, { id: "four" });
    await added(store, { id: "five" });
    const tries = await Promise.all([1, 2, 3, 4].map((body) => documents.add(draftOf({ id: "six", body }))));
    assert.equal(tries.filter((one) => one !== undefined).length, 1);
    const named = await Promise.all([1, 2, 3, 4].map((at) => documents.add(draftOf({ id: `s${at}`, name: "same" }))));
    assert.equal(named.filter((one) => one !== undefined).length, 1);
  },
  "a document is changed by who has seen its last revision": async (store) => {
    const { documents } = store;
    const first = await added(store, { name: "n", body: 1 });
    const second = await documents.update("a.kind", "one", 1, { body: [2] });
    assert.ok(second && second.updatedAt >= first.updatedAt);
    assert.deepEqual(second, { ...first, body: [2], revision: 2, updatedAt: second.updatedAt });
    assert.deepEqual(await documents.find("a.kind", "one"), second);
    assert.equal(await documents.update("a.kind", "one", 1, { body: 3 }), undefined);
    assert.equal(await documents.update("a.kind", "one", 3, { body: 3 }), undefined);
    assert.equal(await documents.update("a.kind", "two", 1, { body: 3 }), undefined);
    assert.equal(await documents.update("b.kind", "one", 2, { body: 3 }), undefined);
    const third = await documents.update("a.kind", "one", 2, { name: null, expiresAt: later, body: null });
    assert.deepEqual([third?.name, third?.expiresAt, third?.body, third?.revision], [null, later, null, 3]);
    assert.equal(await documents.findByName("a.kind", "", "n"), undefined);
    assert.equal((await documents.update("a.kind", "one", 3, {}))?.revision, 4);
    await added(store, { id: "two", name: "n" });
    assert.equal(await documents.update("a.kind", "one", 4, { name: "n" }), undefined, "the name is taken");
    assert.equal((await documents.find("a.kind", "one"))?.revision, 4);
    const tries = await Promise.all([1, 2, 3, 4].map((body) => documents.update("a.kind", "one", 4, { body })));
    assert.equal(tries.filter((one) => one !== undefined).length, 1);
  },
  "a document is removed once": async (store) => {
    const { documents } = store;
    await added(store, { name: "n" });
    const removed = await Promise.all([1, 2, 3].map(() => documents.remove("a.kind", "one")));
    assert.deepEqual(removed.filter(Boolean), [true]);
    assert.equal(await documents.find("a.kind", "one"), undefined);
    assert.equal(await documents.count("a.kind", ""), 0);
    await added(store, { name: "n" });
  },
  "an expired document is not there": async (store) => {
    const { documents } = store;
    const past = Date.now() - 60_000;
    await added(store, { name: "n", expiresAt: past });
    await added(store, { id: "two", name: "m", expiresAt: past });
    await added(store, { id: "stays", expiresAt: later });
    assert.equal(await documents.find("a.kind", "one"), undefined);
    assert.equal(await documents.findByName("a.kind", "", "n"), undefined);
    assert.equal(await documents.update("a.kind", "one", 1, { expiresAt: null }), undefined);
    assert.equal(await documents.remove("a.kind", "one"), false);
    assert.deepEqual(await idsOf(store), ["stays"]);
    assert.equal(await documents.count("a.kind", ""), 1);
    assert.equal((await added(store, { body: "same id" })).revision, 1);
    assert.equal((await added(store, { id: "three", name: "m" })).name, "m");
    await added(store, { id: "four", name: "l", expiresAt: past });
    assert.equal((await documents.update("a.kind", "stays", 1, { name: "l" }))?.name, "l");
  },
  "drops what has expired, and nothing else": async (store) => {
    const { documents } = store;
    await Promise.all(Array.from({ length: 12 }, (_, at) => added(store, { id: `old${at}`, expiresAt: 1_000 })));
    await added(store, { id: "stays" });
    await added(store, { id: "later", kind: "b.kind", expiresAt: later });
    assert.equal(await documents.dropExpired(1_000), 0);
    assert.equal(await documents.dropExpired(1_001), 12);
    assert.equal(await documents.dropExpired(Date.now()), 0);
    assert.ok(await documents.find("a.kind", "stays"));
    assert.ok(await documents.find("b.kind", "later"));
  },
  "refuses a body that is too large": async (store) => {
    const { documents } = store;
    await added(store);
    for (const body of ["a".repeat(1024 ** 2), "猫".repeat(400_000)]) {
      await rejectsWith(documents.add(draftOf({ id: "two", body })), "FIELD_INVALID");
      await rejectsWith(documents.update("a.kind", "one", 1, { body }), "FIELD_INVALID");
    }
    assert.equal((await documents.find("a.kind", "one"))?.revision, 1);
  },
  "refuses bad kinds, keys and bodies": async ({ documents }) => {
    for (const kind of ["", "a kind", "a".repeat(41), "ä", "a1", "a.b\n"]) {
      await rejectsWith(documents.add(draftOf({ kind })), "INTERNAL");
      await rejectsWith(documents.find(kind, "one"), "INTERNAL");
      await rejectsWith(documents.list({ kind, limit: 1 }), "INTERNAL");
    }
    for (const id of ["", "a".repeat(101), "\0", "\ud800"])
      await rejectsWith(documents.add(draftOf({ id })), "INTERNAL");
    for (const name of ["a".repeat(301), "\0", "\ud800"])
      await rejectsWith(documents.add(draftOf({ name })), "INTERNAL");
    await rejectsWith(documents.add(draftOf({ body: undefined })), "INTERNAL");
    await rejectsWith(documents.next(""), "INTERNAL");
  },
};

/** Documents in order, and numbers. */
export const documentLists: RecordTable = {
  "documents are listed by time, from and to a time, in both directions": async (store) => {
    const times = (await Promise.all(["a", "b", "c", "d", "e"].map((id) => added(store, { id, project: "p" }))))
      .toSorted((one, other) => one.createdAt - other.createdAt)
      .map(({ id, createdAt }) => ({ id, createdAt }));
    assert.equal(new Set(times.map(({ createdAt }) => createdAt)).size, 5, "times of creation are unique");
    await added(store, { id: "other", project: "q" });
    await added(store, { id: "other", project: "p", kind: "b.kind" });
    const ids = times.map(({ id }) => id);
    const third = times[2]?.createdAt ?? 0;
    const query = { project: "p" };
    assert.deepEqual(await idsOf(store, query), ids);
    assert.deepEqual(await idsOf(store, { ...query, newestFirst: true }), ids.toReversed());
    assert.deepEqual(await idsOf(store, { ...query, limit: 2 }), ids.slice(0, 2));
    assert.deepEqual(await idsOf(store, { ...query, from: third }), ids.slice(2));
    assert.deepEqual(await idsOf(store, { ...query, from: third, newestFirst: true }), ids.slice(0, 3).toReversed());
    assert.deepEqual(await idsOf(store, { ...query, to: third }), ids.slice(0, 2));
    assert.deepEqual(await idsOf(store, { ...query, to: third, limit: 1 }), ids.slice(1, 2));
    assert.deepEqual(await idsOf(store, { ...query, to: third, newestFirst: true }), ids.slice(3).toReversed());
    assert.deepEqual(await idsOf(store, { ...query, to: third, newestFirst: true, limit: 1 }), ids.slice(3, 4));
    assert.equal((await idsOf(store)).length, 6);
    assert.equal(await store.documents.count("a.kind", "p"), 5);
    assert.equal(await store.documents.count("a.kind", "none"), 0);
  },
  "documents of one moment are listed each once": async (store) => {
    await Promise.all(Array.from({ length: 40 }, (_, at) => added(store, { id: `${at}` })));
    const seen: string[] = [];
    for (let from: number | undefined = 0; from !== undefined;) {
      const page: DocumentRecord[] = await store.documents.list({ kind: "a.kind", project: "", from, limit: 8 });
      seen.push(...page.slice(0, 7).map(({ id }) => id));
      from = page[7]?.createdAt;
    }
    assert.equal(seen.length, 40);
    assert.equal(new Set(seen).size, 40);
  },
  "refuses bad limits and times of documents": async ({ documents }) => {
    for (const limit of [0, -1, 1.5, 1_002, Number.NaN])
      await rejectsWith(documents.list({ kind: "a.kind", limit }), "FIELD_INVALID");
    for (const time of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await rejectsWith(documents.list({ kind: "a.kind", limit: 1, from: time }), "FIELD_INVALID");
      await rejectsWith(documents.list({ kind: "a.kind", limit: 1, to: time }), "FIELD_INVALID");
    }
    await rejectsWith(documents.list({ kind: "a.kind", limit: 1, from: 1, to: 2 }), "FIELD_INVALID");
  },
  "a sequence gives each number once, from 1": async ({ documents }) => {
    assert.equal(await documents.next("s"), 1);
    assert.equal(await documents.next("s"), 2);
    assert.equal(await documents.next("other"), 1);
    const numbers = await Promise.all(Array.from({ length: 30 }, () => documents.next("s")));
    assert.deepEqual(
      numbers.toSorted((one, other) => one - other),
      Array.from({ length: 30 }, (_, at) => at + 3),
    );
  },
};
