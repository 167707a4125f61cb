/** What searches of a record store must do. */
import assert from "node:assert/strict";
import type { FileRecord } from "../file.ts";
import type { FileSearch } from "../search.ts";
import type { RecordStore } from "../stores.ts";
import { rejectsWith } from "./check.ts";
import { readyFile, sameRecord, unknownId, type RecordTable } from "./records.ts";

/** A search's results by name, in their order. */
async function names(store: RecordStore, search: Partial<FileSearch>): Promise<string[]> {
  const { files } = await store.search({ project: "", offset: 0, limit: 100, ...search });
  return files.map(({ name }) => name);
}

const byName = { order: [{ by: "name", descending: false }] } as const;

/** Named files, oldest first; the sizes are their places. */
async function library(store: RecordStore): Promise<FileRecord[]> {
  const files: FileRecord[] = [];
  const add = async (name: string, change: Parameters<typeof readyFile>[1] = {}): Promise<void> => {
    files.push(await readyFile(store, { bytes: files.length, ...change }, { name }));
  };
  await add("holiday-photo.jpg", { tags: ["cat"], metadata: { camera: "Canon EOS" } });
  await add("photographer.png", { tags: ["cat", "dog"], type: "image/png", metadata: { camera: "Nikon" } });
  await add("Ünïcode ÄPFEL.webp", { tags: ["dog"], storedAt: null, expiresAt: 1 });
  await add("invoice_2024.pdf", { type: "application/pdf", image: null, metadata: { author: "A. Photo" } });
  await add("photo.jpg", { metadata: { camera: "canon eos" } });
  return files;
}

/** Texts, values, ranges and orders. */
export const searches: RecordTable = {
  "finds words anywhere in names, metadata's values and types, best matches first": async (store) => {
    const files = await library(store);
    const found = await store.search({ project: "", query: "photo", offset: 0, limit: 100 });
    assert.equal(found.total, 4);
    sameRecord(found.files[0], files[4] as FileRecord);
    assert.deepEqual(await names(store, { query: "photo" }), [
      "photo.jpg",
      "holiday-photo.jpg",
      "photographer.png",
      "invoice_2024.pdf",
    ]);
    assert.deepEqual(await names(store, { query: "PHOTO jpg" }), ["photo.jpg", "holiday-photo.jpg"]);
    assert.deepEqual(await names(store, { query: "jpg photo" }), ["photo.jpg", "holiday-photo.jpg"]);
    assert.deepEqual(await names(store, { query: "ünïcode äpfel" }), ["Ünïcode ÄPFEL.webp"]);
    assert.deepEqual(await names(store, { query: "application/pdf" }), ["invoice_2024.pdf"]);
    assert.deepEqual(await names(store, { query: "photo nikon" }), [], "words of one query are in one text");
    assert.deepEqual(await names(store, { query: "2024" }), ["invoice_2024.pdf"]);
    for (const query of ["____", '"" OR ""', "%%%%", "-/./-", "no such word", "photo*", "photo OR canon"])
      assert.deepEqual(await names(store, { query }), [], query);
  },
  "finds a file by its id, before others": async (store) => {
    const [first] = await library(store);
    const { id, name } = first as FileRecord;
    assert.deepEqual(await names(store, { query: id }), [name]);
    assert.deepEqual(await names(store, { query: ` ${id.toUpperCase()}` }), [name]);
    assert.deepEqual(await names(store, { exact: { ids: [id, unknownId, "x"] } }), [name]);
    assert.deepEqual(await names(store, { exact: { ids: [id] }, isImage: false }), []);
    assert.deepEqual(await names(store, { query: id, tags: { none: ["cat"] } }), []);
  },
  "phrases stand in one text, in their order": async (store) => {
    await library(store);
    assert.deepEqual(await names(store, { phrase: { metadata: "Canon EOS" }, ...byName }), [
      "holiday-photo.jpg",
      "photo.jpg",
    ]);
    assert.deepEqual(await names(store, { phrase: { metadata: "EOS Canon" } }), []);
    assert.deepEqual(await names(store, { phrase: { name: "canon" } }), []);
    assert.deepEqual(await names(store, { phrase: { name: "photo", type: "jpeg" }, ...byName }), [
      "holiday-photo.jpg",
      "photo.jpg",
    ]);
  },
  "values are exact to the letter": async (store) => {
    await library(store);
    assert.deepEqual(await names(store, { exact: { names: ["photo.jpg", "photographer.png"] }, ...byName }), [
      "photo.jpg",
      "photographer.png",
    ]);
    assert.deepEqual(await names(store, { exact: { names: ["Photo.jpg", "photo"] } }), []);
    assert.deepEqual(await names(store, { exact: { types: ["image/png"] } }), ["photographer.png"]);
    assert.deepEqual(await names(store, { exact: { metadata: { camera: ["canon eos"] } } }), ["photo.jpg"]);
    assert.deepEqual(await names(store, { exact: { metadata: { camera: ["canon eos", "Nikon"] } }, ...byName }), [
      "photo.jpg",
      "photographer.png",
    ]);
    assert.deepEqual(await names(store, { exact: { metadata: { toString: ["x"], camera: ["Nikon"] } } }), []);
  },
  "filters by tags, pictures, sizes and times, all at once": async (store) => {
    const files = await library(store);
    const [, second, third, fourth] = files as [FileRecord, FileRecord, FileRecord, FileRecord];
    const at = (from: number, to: number) => files.slice(from, to).map(({ name }) => name);
    const oldest = { order: [{ by: "uploadedAt", descending: false }] } as const;
    assert.deepEqual(await names(store, { tags: { any: ["cat", "dog"] }, ...oldest }), at(0, 3));
    assert.deepEqual(await names(store, { tags: { any: ["cat", "dog"] } }), at(0, 3).toReversed());
    assert.deepEqual(await names(store, { tags: { all: ["dog", "cat"] } }), at(1, 2));
    assert.deepEqual(await names(store, { tags: { none: ["cat"] }, ...oldest }), at(2, 5));
    assert.deepEqual(await names(store, { tags: { any: ["cat"], none: ["dog"] } }), at(0, 1));
    assert.deepEqual(await names(store, { isImage: false }), at(3, 4));
    assert.equal((await names(store, { isImage: true })).length, 4);
    assert.deepEqual(await names(store, { bytes: { gt: 1, lte: 3 }, ...oldest }), at(2, 4));
    assert.deepEqual(await names(store, { bytes: { gte: 3, lt: 3 } }), []);
    const range = { gte: second.uploadedAt, lt: fourth.uploadedAt };
    assert.deepEqual(await names(store, { uploadedAt: range, ...oldest }), at(1, 3));
    assert.deepEqual(await names(store, { uploadedAt: { gt: second.uploadedAt, lte: third.uploadedAt } }), at(2, 3));
    assert.deepEqual(await names(store, { query: "photo", tags: { any: ["cat"] }, bytes: { lte: 0 } }), at(0, 1));
  },
  "orders by size, name and time, either way": async (store) => {
    for (const name of ["b", "a", "C", "é", "b"]) await readyFile(store, { bytes: name.length }, { name });
    const order = (by: "name" | "bytes", descending: boolean) =>
      names(store, { isImage: true, order: [{ by, descending }] });
    assert.deepEqual(await order("name", false), ["C", "a", "b", "b", "é"]);
    assert.deepEqual(await order("name", true), ["é", "b", "b", "a", "C"]);
    const big = await readyFile(store, { bytes: 2 ** 40 }, { name: "big" });
    assert.equal((await order("bytes", true))[0], big.name);
    assert.equal((await order("bytes", false)).at(-1), big.name);
    const two = [
      { by: "bytes", descending: true },
      { by: "name", descending: false },
    ] as const;
    assert.deepEqual(await names(store, { isImage: true, order: two }), ["big", "C", "a", "b", "b", "é"]);
  },
  "takes words that are nearly right where it is asked to": async (store) => {
    await library(store);
    for (const query of ["holyday", "hliday", "holidayy"]) {
      assert.deepEqual(await names(store, { query }), []);
      assert.deepEqual(await names(store, { query, fuzzy: true }), ["holiday-photo.jpg"]);
    }
    assert.deepEqual(await names(store, { query: "phato", fuzzy: true }), [], "short words are taken as they are");
    assert.deepEqual(await names(store, { query: "fotographer", fuzzy: true }), ["photographer.png"]);
  },
  "turns pages, and counts what there is": async (store) => {
    const files: FileRecord[] = [];
    for (let turn = 0; turn < 12; turn += 1) files.push(await readyFile(store, {}, { name: `page ${turn}.jpg` }));
    const newest = files.toReversed().map(({ name }) => name);
    assert.deepEqual(await names(store, { isImage: true, offset: 5, limit: 5 }), newest.slice(5, 10));
    assert.deepEqual(await names(store, { isImage: true, offset: 10, limit: 5 }), newest.slice(10));
    assert.deepEqual(await names(store, { isImage: true, offset: 900, limit: 100 }), []);
    assert.equal((await store.search({ project: "", query: "page", offset: 0, limit: 1 })).total, 12);
    for (const [offset, limit] of [
      [0, 0],
      [-1, 1],
      [1000, 1],
      [901, 100],
      [0.5, 1],
      [0, 1001],
    ] as const)
      await rejectsWith(store.search({ project: "", isImage: true, offset, limit }), "FIELD_INVALID");
  },
  "knows other projects' files, copies and removed ones not": async (store) => {
    const search = { query: "shared" };
    const mine = await readyFile(store, { project: "one", tags: ["a"] }, { name: "shared.jpg" });
    await readyFile(store, { project: "two", tags: ["a"] }, { name: "shared.jpg" });
    await readyFile(store, { project: "one", origin: "url:x" }, { name: "shared.jpg" });
    const ask = async (project: string): Promise<number[]> =>
      Promise.all(
        [
          search,
          { isImage: true },
          { tags: { any: ["a"] } },
          { exact: { names: ["shared.jpg"] } },
          { exact: { ids: [mine.id] } },
          { bytes: { gte: 0 } },
          { query: mine.id },
          { isImage: true, order: [{ by: "bytes", descending: true }] as const },
        ].map(async (one) => (await store.search({ project, offset: 0, limit: 10, ...one })).total),
      );
    assert.deepEqual(await ask("one"), [1, 1, 1, 1, 1, 1, 1, 1]);
    assert.deepEqual(await ask("two"), [1, 1, 1, 1, 0, 1, 0, 1]);
    assert.deepEqual(await ask(""), [0, 0, 0, 0, 0, 0, 0, 0]);
    await store.bury(mine.id, 8_000_000_000_000);
    assert.deepEqual(await ask("one"), [0, 0, 0, 0, 0, 0, 0, 0]);
    await store.restore(mine.id);
    assert.deepEqual(await ask("one"), [1, 1, 1, 1, 1, 1, 1, 1]);
    await store.remove(mine.id);
    assert.deepEqual(await ask("one"), [0, 0, 0, 0, 0, 0, 0, 0]);
  },
  "finds a file as it is now": async (store) => {
    const { id } = await readyFile(store, {}, { name: "before.jpg" });
    await store.update(id, { name: "afterwards.jpg", metadata: { note: "remark" }, tags: ["new"] });
    assert.deepEqual(await names(store, { query: "before" }), []);
    assert.deepEqual(await names(store, { query: "afterwards" }), ["afterwards.jpg"]);
    assert.deepEqual(await names(store, { query: "remark", tags: { all: ["new"] } }), ["afterwards.jpg"]);
    await store.update(id, { storedAt: null, expiresAt: 1 });
    assert.deepEqual(await names(store, { query: "afterwards" }), ["afterwards.jpg"]);
  },
};
