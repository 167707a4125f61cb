import { randomUUID } from "node:crypto";
import type { FileFacts, IntaglioError } from "@intaglio/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { diskBlobs } from "../../src/library/blobs-disk.ts";
import { newFileId, originalKey, renditionKey } from "../../src/library/keys.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { removeFile } from "../../src/library/remove-file.ts";
import { sweepLibrary } from "../../src/library/sweep.ts";
import type { SweepOptions } from "../../src/library/sweep.ts";
import { newFolder } from "../../../../test/support/places.ts";

const dayMs = 86_400_000;
const nothing = { expired: 0, abandoned: 0, strayRenditions: 0, leftOvers: 0 };

async function* some(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(100);
}

async function library() {
  const records = sqlRecords({ database: ":memory:" });
  onTestFinished(() => records.close());
  const blobs = diskBlobs({ folder: await newFolder() });
  const renditions = diskBlobs({ folder: await newFolder() });
  const problems: [IntaglioError, string][] = [];
  const sweep = (change: Partial<SweepOptions> = {}) =>
    sweepLibrary({ records, blobs, renditions, report: (error, what) => problems.push([error, what]), ...change });
  /** A sweep of the day after tomorrow: all that was made by now is old then. */
  const sweepLater = (change: Partial<SweepOptions> = {}) =>
    sweep({ clock: () => Date.now() + 2 * dayMs, leftOverAgeMs: dayMs, ...change });
  const pending = async () => {
    const id = newFileId();
    await records.reserve({ id, name: "a", statedType: "" });
    await blobs.put(originalKey(id), some());
    return id;
  };
  const ready = async (change: Partial<FileFacts> = {}) => {
    const id = await pending();
    const facts: FileFacts = {
      project: "",
      customId: null,
      origin: null,
      type: "a/b",
      bytes: 100,
      sha256: "",
      image: null,
      metadata: {},
      tags: [],
      access: null,
      storedAt: 1,
      expiresAt: null,
    };
    await records.complete(id, { ...facts, ...change });
    return id;
  };
  const rendition = async (fileId: string, hash: string) => {
    const key = renditionKey(fileId, hash);
    await renditions.put(key, some());
    return records.renditions.add([{ key, fileId, bytes: 100, type: "", width: 1, height: 1 }], 1);
  };
  const keys = async () =>
    [...(await Array.fromAsync(blobs.list(""))), ...(await Array.fromAsync(renditions.list("")))].map(({ key }) => key);
  return { records, blobs, renditions, problems, sweep, sweepLater, pending, ready, rendition, keys };
}

describe("a sweep", () => {
  test("finds nothing in an empty library, nor among what is in use or new", async () => {
    const { sweep, sweepLater, ready, rendition, pending, keys } = await library();
    expect(await sweepLater()).toEqual(nothing);
    const id = await ready();
    await rendition(id, "h1");
    await pending();
    await ready({ storedAt: null, expiresAt: Date.now() + 60_000 });
    expect(await sweep()).toEqual(nothing);
    expect(await keys()).toHaveLength(4);
  });

  test("removes expired files with their renditions", async () => {
    const { records, sweep, ready, rendition, keys, problems } = await library();
    const kept = await ready();
    const gone = await ready({ storedAt: null, expiresAt: Date.now() - 1 });
    for (const id of [kept, gone]) await rendition(id, "h1");
    expect(await sweep()).toEqual({ ...nothing, expired: 1 });
    expect(await records.find(gone)).toBeUndefined();
    expect(await records.renditions.totalBytes()).toBe(100);
    expect(await keys()).toEqual([originalKey(kept), renditionKey(kept, "h1")]);
    expect(problems).toEqual([]);
  });

  test("removes a buried file with its renditions once its time is over, and not before", async () => {
    const { records, sweep, ready, rendition, keys, problems } = await library();
    const [gone, waiting, restored] = [await ready(), await ready(), await ready()];
    for (const id of [gone, waiting, restored]) await rendition(id, "h1");
    await records.bury(gone, Date.now() - 1);
    await records.bury(waiting, Date.now() + 60_000);
    await records.bury(restored, Date.now() - 1);
    await records.restore(restored);
    expect(await sweep()).toEqual({ ...nothing, expired: 1 });
    const left = [waiting, restored].flatMap((id) => [originalKey(id), renditionKey(id, "h1")]);
    expect((await keys()).toSorted()).toEqual(left.toSorted());
    expect(await records.findBuried(gone)).toBeUndefined();
    expect(await records.findBuried(waiting)).toBeDefined();
    expect(await records.renditions.totalBytes()).toBe(200);
    expect(await records.counts("")).toEqual({ stored: 1, unstored: 0, removed: 1 });
    expect(problems).toEqual([]);
  });

  test("drops expired documents", async () => {
    const { records, sweepLater } = await library();
    const draft = { kind: "a", project: "", name: null, body: {} };
    await records.documents.add({ ...draft, id: "old", expiresAt: Date.now() + dayMs });
    await records.documents.add({ ...draft, id: "kept", expiresAt: null });
    await sweepLater();
    expect(await records.documents.dropExpired(Date.now() + 2 * dayMs)).toBe(0);
    expect(await records.documents.find("a", "kept")).toBeDefined();
  });

  test("clears away uploads that never ended and removals that were interrupted", async () => {
    const { records, sweepLater, pending, ready, rendition, keys } = await library();
    await pending();
    const empty = newFileId();
    await records.reserve({ id: empty, name: "a", statedType: "" });
    const removed = await ready();
    await rendition(removed, "h1");
    await records.remove(removed);
    const kept = await ready();
    expect(await sweepLater()).toEqual({ ...nothing, abandoned: 3 });
    expect(await keys()).toEqual([originalKey(kept)]);
    expect(await records.abandoned(Date.now() + 1, 10)).toEqual([]);
    expect(await sweepLater()).toEqual(nothing);
  });

  test("removes old renditions without an entry, and what broken puts left", async () => {
    const { renditions, sweep, sweepLater, ready, rendition, keys } = await library();
    const id = await ready();
    await rendition(id, "h1");
    await renditions.put(renditionKey(id, "stray"), some());
    await renditions.put(renditionKey(newFileId(), "stray"), some());
    expect(await sweep()).toEqual(nothing);
    expect(await sweepLater()).toEqual({ ...nothing, strayRenditions: 2 });
    expect(await keys()).toEqual([originalKey(id), renditionKey(id, "h1")]);
  });

  test("works on any number of files", async () => {
    const { sweep, ready, keys } = await library();
    await Promise.all(Array.from({ length: 250 }, () => ready({ storedAt: null, expiresAt: 1 })));
    expect(await sweep()).toEqual({ ...nothing, expired: 250 });
    expect(await keys()).toEqual([]);
  });

  test("leaves a file that was stored a moment ago", async () => {
    const { records, sweep, ready, keys } = await library();
    const id = await ready({ storedAt: null, expiresAt: 1 });
    const late = withChange(records, {
      expired: async (time, limit) => {
        const ids = await records.expired(time, limit);
        await records.update(id, { storedAt: 5, expiresAt: null });
        return ids;
      },
    });
    expect(await sweep({ records: late })).toEqual(nothing);
    expect((await records.find(id))?.storedAt).toBe(5);
    expect(await keys()).toEqual([originalKey(id)]);
  });

  test("goes on after what cannot be removed, and reports it", async () => {
    const { records, blobs, sweep, ready, problems } = await library();
    const bad = await ready({ storedAt: null, expiresAt: 1 });
    const good = await ready({ storedAt: null, expiresAt: 2 });
    const failing = withChange(blobs, {
      remove: async (key) => {
        if (key === originalKey(bad)) throw new Error("stuck");
        await blobs.remove(key);
      },
    });
    expect((await sweep({ blobs: failing }))?.expired).toBe(1);
    expect(problems.map(([error, what]) => [error.message, what])).toEqual([["stuck", `expired file ${bad}`]]);
    expect(await records.find(bad)).toBeUndefined(); // invisible all the same
    expect(await records.find(good)).toBeUndefined();
    expect(await sweep({ abandonedAgeMs: -1 })).toEqual({ ...nothing, abandoned: 1 });
  });

  test("is done by one process at a time", async () => {
    const { records, sweep } = await library();
    await records.leases.acquire("sweep", "another process", 60_000);
    expect(await sweep()).toBeUndefined();
    await records.leases.release(["sweep"], "another process");
    const both = await Promise.all([sweep(), sweep()]);
    expect(both.filter((counts) => counts === undefined)).toHaveLength(1);
  });

  test("ends at a signal, and lets go of its lease", async () => {
    const { sweep, ready } = await library();
    await ready({ storedAt: null, expiresAt: 1 });
    await expect(sweep({ signal: AbortSignal.abort() })).rejects.toMatchObject({ name: "AbortError" });
    expect((await sweep())?.expired).toBe(1);
  });
});

describe("removing a file", () => {
  test("takes everything with it", async () => {
    const { records, blobs, renditions, ready, rendition, keys } = await library();
    const id = await ready();
    for (const hash of ["h1", "h2"]) await rendition(id, hash);
    await renditions.put(renditionKey(id, "never-entered"), some());
    expect((await removeFile({ records, blobs, renditions }, id))?.id).toBe(id);
    expect(await keys()).toEqual([]);
    expect((await rendition(id, "late")).size, "a render in flight cannot write back").toBe(0);
    expect(await records.renditions.totalBytes()).toBe(0);
    expect(await removeFile({ records, blobs, renditions }, id)).toBeUndefined();
    expect(await removeFile({ records, blobs, renditions }, randomUUID())).toBeUndefined();
  });
});

/** The same store, but for some methods. */
function withChange<Store extends object>(store: Store, change: Partial<Store>): Store {
  return new Proxy(store, {
    get: (_, name) => {
      const value: unknown = Reflect.get(name in change ? change : store, name);
      return typeof value === "function" && !(name in change) ? (value.bind(store) as unknown) : value;
    },
  });
}
