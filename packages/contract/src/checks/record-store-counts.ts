/** How a record store must count a project's files. */
import assert from "node:assert/strict";
import type { RecordStore } from "../stores.ts";
import { later, listAll, pendingFile, readyFile, unknownId } from "./records.ts";
import type { RecordTable } from "./records.ts";

const temporary = { storedAt: null, expiresAt: 1_000 };

async function counted(store: RecordStore, project = ""): Promise<[stored: number, unstored: number, removed: number]> {
  const { stored, unstored, removed } = await store.counts(project);
  return [stored, unstored, removed];
}

/** Projects, and the numbers of their files. */
export const counts: RecordTable = {
  "every change is counted": async (store) => {
    assert.deepEqual(await counted(store), [0, 0, 0]);
    await pendingFile(store);
    assert.deepEqual(await counted(store), [0, 0, 0]);
    const one = await readyFile(store);
    const two = await readyFile(store, temporary);
    assert.deepEqual(await counted(store), [1, 1, 0]);
    await store.update(two.id, { storedAt: 5, expiresAt: null });
    await store.update(two.id, { storedAt: 6, name: "b" });
    await store.update(unknownId, { storedAt: 6 });
    assert.deepEqual(await counted(store), [2, 0, 0]);
    await store.update(one.id, temporary);
    assert.deepEqual(await counted(store), [1, 1, 0]);
    await store.bury(one.id, 5);
    await store.bury(two.id, 5);
    await store.bury(two.id, 5);
    assert.deepEqual(await counted(store), [0, 0, 2]);
    await store.restore(one.id);
    assert.deepEqual(await counted(store), [1, 0, 1]);
    await store.remove(two.id, { expiredBefore: 1 });
    assert.deepEqual(await counted(store), [1, 0, 1]);
    await store.remove(two.id, { expiredBefore: 6 });
    await store.remove(one.id);
    assert.deepEqual(await counted(store), [0, 0, 0]);
    await store.erase(one.id);
    await store.erase(two.id);
    assert.deepEqual(await counted(store), [0, 0, 0]);
  },
  "copies from elsewhere are not counted": async (store) => {
    const copy = await readyFile(store, { origin: "url:a" });
    await store.update(copy.id, temporary);
    await store.remove(copy.id);
    assert.deepEqual(await counted(store), [0, 0, 0]);
  },
  "what fails is not counted": async (store) => {
    const file = await readyFile(store, { customId: "a" });
    await Promise.allSettled([readyFile(store, { customId: "a" }), readyFile(store, { customId: "a" })]);
    await Promise.allSettled([store.complete(file.id, file), store.update(unknownId, { customId: "a" })]);
    assert.deepEqual(await counted(store), [1, 0, 0]);
  },
  "a project has its own files, and its own numbers": async (store) => {
    const own = await readyFile(store, { tags: ["t"] });
    const one = await readyFile(store, { tags: ["t"], project: "one" });
    const two = await readyFile(store, { tags: ["t"], ...temporary, project: "two" });
    assert.deepEqual(
      [own, one, two].map(({ project }) => project),
      ["", "one", "two"],
    );
    assert.equal((await store.find(one.id))?.project, "one");
    for (const tag of [{}, { tag: "t" }]) {
      assert.deepEqual(await listAll(store, tag), [own.id, one.id, two.id]);
      assert.deepEqual(await listAll(store, { ...tag, project: "" }), [own.id]);
      assert.deepEqual(await listAll(store, { ...tag, project: "two" }), [two.id]);
      assert.deepEqual(await listAll(store, { ...tag, project: "two", stored: true }), []);
      assert.deepEqual(await listAll(store, { ...tag, project: "three" }), []);
    }
    await store.bury(one.id, later);
    assert.deepEqual(await listAll(store, { project: "one" }), []);
    assert.deepEqual(await listAll(store, { project: "one", removed: true }), [one.id]);
    assert.deepEqual(await listAll(store, { project: "two", removed: true }), []);
    assert.deepEqual(await counted(store), [1, 0, 0]);
    assert.deepEqual(await counted(store, "one"), [0, 0, 1]);
    assert.deepEqual(await counted(store, "two"), [0, 1, 0]);
    assert.deepEqual(await counted(store, "three"), [0, 0, 0]);
  },
  "the numbers are exact after parallel changes": async (store) => {
    const files = await Promise.all(
      Array.from({ length: 24 }, (_, index) =>
        readyFile(store, { ...(index % 2 === 0 ? {} : temporary), project: "p" }),
      ),
    );
    await Promise.all(
      files.flatMap(({ id }, index) => [
        store.update(id, index % 3 === 0 ? temporary : { storedAt: 9, expiresAt: null }),
        store.bury(id, 5),
        index % 2 === 0 ? store.restore(id) : store.remove(id),
        index % 4 === 0 ? store.remove(id, { expiredBefore: later }) : store.update(id, { storedAt: null }),
        readyFile(store, { project: "p" }),
      ]),
    );
    const lists = [{ stored: true }, { stored: false }, { removed: true }];
    const listed = await Promise.all(lists.map((list) => listAll(store, { ...list, project: "p" })));
    assert.deepEqual(
      await counted(store, "p"),
      listed.map(({ length }) => length),
    );
  },
};
