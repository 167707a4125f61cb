/** What the lists of a record store must do. */
import assert from "node:assert/strict";
import type { FileRecord } from "../file.ts";
import { rejectsWith } from "./check.ts";
import { factsOf, later, listAll, pendingFile, readyFile, sameRecord } from "./records.ts";
import type { RecordTable } from "./records.ts";

/** Lists and cursors. */
export const pages: RecordTable = {
  "times of upload are unique, also of parallel uploads": async (store) => {
    const files = await Promise.all(Array.from({ length: 60 }, () => readyFile(store)));
    assert.equal(new Set(files.map(({ uploadedAt }) => uploadedAt)).size, 60);
    const inOrder = files.toSorted((one, other) => one.uploadedAt - other.uploadedAt).map(({ id }) => id);
    assert.deepEqual(await listAll(store, { limit: 7 }), inOrder);
    assert.deepEqual(await listAll(store, { limit: 7, newestFirst: true }), inOrder.toReversed());
  },
  "lists oldest first, or newest first, and nothing that is not ready": async (store) => {
    assert.deepEqual(await store.list({}), { files: [], next: undefined });
    const one = await readyFile(store);
    await pendingFile(store);
    const two = await readyFile(store, { tags: ["a"] });
    const gone = await readyFile(store);
    await store.remove(gone.id);
    assert.deepEqual(await listAll(store, {}), [one.id, two.id]);
    assert.deepEqual(await listAll(store, { newestFirst: true }), [two.id, one.id]);
    const page = await store.list({ limit: 1 });
    sameRecord(page.files[0], one);
    assert.ok(page.next !== undefined);
    assert.equal((await store.list({ limit: 2 })).next, undefined, "a full last page is the last");
    assert.equal((await store.list({ limit: 1, after: page.next })).next, undefined);
  },
  "filters by tag and by stored": async (store) => {
    const stored = await readyFile(store, { tags: ["cat", "dog"] });
    const temporary = await readyFile(store, { tags: ["cat"], storedAt: null, expiresAt: 1 });
    const plain = await readyFile(store);
    await readyFile(store, { tags: ["cats", "ca", "CAT"] });
    assert.deepEqual(await listAll(store, { tag: "cat" }), [stored.id, temporary.id]);
    assert.deepEqual(await listAll(store, { tag: "cat", newestFirst: true, limit: 1 }), [temporary.id, stored.id]);
    assert.deepEqual(await listAll(store, { tag: "dog" }), [stored.id]);
    assert.deepEqual(await listAll(store, { tag: "none" }), []);
    assert.deepEqual(await listAll(store, { tag: "" }), []);
    assert.deepEqual(await listAll(store, { stored: false }), [temporary.id]);
    assert.equal((await listAll(store, { stored: true })).length, 3);
    assert.deepEqual(await listAll(store, { stored: true, tag: "cat" }), [stored.id]);
    assert.deepEqual(await listAll(store, { stored: false, tag: "cat" }), [temporary.id]);
    assert.ok((await listAll(store, { stored: true })).includes(plain.id));
  },
  "a tag given twice is listed once": async (store) => {
    const file = await readyFile(store, { tags: ["a", "a"] });
    assert.deepEqual(await listAll(store, { tag: "a" }), [file.id]);
  },
  "lists what stays exactly once while others come and go": async (store) => {
    for (const newestFirst of [false, true]) {
      for (const tag of [undefined, "kept"]) {
        const tags = ["kept"];
        const staying: string[] = [];
        const leaving: string[] = [];
        for (let index = 0; index < 24; index += 1) {
          staying.push((await readyFile(store, { tags })).id);
          if (index % 2 === 0) leaving.push((await readyFile(store, { tags })).id);
        }
        const ids = await listAll(store, { newestFirst, limit: 5, ...(tag === undefined ? {} : { tag }) }, async () => {
          if (leaving.length > 0) await readyFile(store, { tags });
          for (const id of [leaving.shift(), leaving.pop()]) if (id !== undefined) await store.remove(id);
        });
        assert.equal(new Set(ids).size, ids.length, "no file twice");
        const kept = new Set(staying);
        const expected = newestFirst ? staying.toReversed() : staying;
        assert.deepEqual(
          ids.filter((id) => kept.has(id)),
          expected,
        );
        for (const id of await listAll(store, {})) await store.remove(id);
      }
    }
  },
  "lists from a time on, and what comes last before a time": async (store) => {
    const tags = ["t"];
    const files: FileRecord[] = [];
    for (let index = 0; index < 6; index += 1) files.push(await readyFile(store, { tags }));
    const hidden = await readyFile(store, { tags });
    await store.bury(hidden.id, later);
    const ids = files.map(({ id }) => id);
    const third = files[2]?.uploadedAt ?? 0;
    for (const which of [{}, { tag: "t" }, { project: "" }, { project: "", tag: "t", stored: true }]) {
      const newest = { ...which, newestFirst: true };
      assert.deepEqual(await listAll(store, { ...which, from: third }), ids.slice(2));
      assert.deepEqual(await listAll(store, { ...which, from: third + 1, limit: 1 }), ids.slice(3));
      assert.deepEqual(await listAll(store, { ...newest, from: third, limit: 2 }), ids.slice(0, 3).toReversed());
      assert.deepEqual(await listAll(store, { ...which, to: third }), ids.slice(0, 2));
      assert.deepEqual(await listAll(store, { ...which, to: third + 1, limit: 2 }), ids.slice(1, 3));
      assert.deepEqual(await listAll(store, { ...newest, to: third }), ids.slice(3).toReversed());
      assert.deepEqual(await listAll(store, { ...newest, to: third, limit: 2 }), ids.slice(3, 5).toReversed());
      assert.deepEqual(await listAll(store, { ...which, from: later }), []);
      assert.deepEqual(await listAll(store, { ...which, to: 0 }), []);
    }
    const page = await store.list({ from: third, limit: 2 });
    assert.ok(page.next !== undefined);
    assert.equal((await store.list({ from: third, after: page.next })).files[0]?.id, ids[4], "both bounds hold");
    assert.equal((await store.list({ to: later, limit: 1 })).next, undefined);
  },
  "lists removed files by stored, in order": async (store) => {
    const temporary = await readyFile(store, { storedAt: null, expiresAt: later });
    const stored = await readyFile(store);
    await readyFile(store);
    for (const { id } of [stored, temporary]) await store.bury(id, later);
    assert.deepEqual(await listAll(store, { removed: true }), [temporary.id, stored.id]);
    assert.deepEqual(await listAll(store, { removed: true, newestFirst: true, limit: 1 }), [stored.id, temporary.id]);
    assert.deepEqual(await listAll(store, { removed: true, stored: true }), [stored.id]);
    assert.deepEqual(await listAll(store, { removed: true, stored: false }), [temporary.id]);
    assert.equal((await listAll(store, { removed: false })).length, 1);
  },
  "refuses bad times, and two places at once": async (store) => {
    await readyFile(store);
    await readyFile(store);
    const { next = "" } = await store.list({ limit: 1 });
    for (const time of [1.5, Number.NaN, Number.POSITIVE_INFINITY]) {
      await rejectsWith(store.list({ from: time }), "FIELD_INVALID");
      await rejectsWith(store.list({ to: time }), "FIELD_INVALID");
    }
    await rejectsWith(store.list({ from: 1, to: 2 }), "FIELD_INVALID");
    await rejectsWith(store.list({ after: next, to: 2 }), "FIELD_INVALID");
  },
  "goes on after a cursor whose file is gone": async (store) => {
    const ids: string[] = [];
    for (let index = 0; index < 5; index += 1) ids.push((await readyFile(store)).id);
    const page = await store.list({ limit: 2 });
    assert.ok(page.next !== undefined);
    for (const { id } of page.files) await store.remove(id);
    assert.deepEqual(
      (await store.list({ after: page.next })).files.map(({ id }) => id),
      ids.slice(2),
    );
  },
  "refuses bad cursors and limits": async (store) => {
    await readyFile(store);
    await readyFile(store);
    const { next = "" } = await store.list({ limit: 1 });
    assert.notEqual(next, "");
    for (const after of [
      "",
      "x",
      "not a cursor",
      "MTo",
      "😀",
      `${next}=`,
      `${next} `,
      `${next}A`,
      next.slice(0, -1),
      "a".repeat(10_000),
    ]) {
      await rejectsWith(store.list({ after }), "FIELD_INVALID");
    }
    for (const limit of [0, -1, 1.5, 1_002, Number.NaN, Number.POSITIVE_INFINITY]) {
      await rejectsWith(store.list({ limit }), "FIELD_INVALID");
    }
    assert.equal((await store.list({ limit: 1_001 })).files.length, 2);
  },
  "a change keeps a file's place": async (store) => {
    const one = await store.complete(await pendingFile(store), factsOf({ tags: ["a"] }));
    const two = await readyFile(store, { tags: ["a"] });
    await store.update(one.id, { tags: ["b", "a"], storedAt: null, name: "z" });
    assert.deepEqual(await listAll(store, { limit: 1 }), [one.id, two.id]);
    assert.deepEqual(await listAll(store, { limit: 1, tag: "a" }), [one.id, two.id]);
  },
};
