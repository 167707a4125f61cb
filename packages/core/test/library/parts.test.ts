import type { PartsWish } from "@intaglio/contract";
import { describe, expect, onTestFinished, test } from "vitest";
import { diskBlobs } from "../../src/library/blobs-disk.ts";
import { newFileId, originalKey, partKey, partPrefix, uploadOfPart } from "../../src/library/keys.ts";
import { bytesOfPart, countParts, dropParts, findParts, listParts, noteParts } from "../../src/library/parts.ts";
import { sqlRecords } from "../../src/library/records/index.ts";
import { sweepLibrary } from "../../src/library/sweep.ts";
import { newFolder } from "../../../../test/support/places.ts";

const wish: PartsWish = {
  name: "a",
  statedType: "a/b",
  bytes: 25,
  partBytes: 10,
  intent: { store: "auto", metadata: {}, tags: [], access: null },
  permit: { limits: {} },
};
const hour = 3_600_000;

async function* some(): AsyncGenerator<Uint8Array> {
  yield new Uint8Array(10);
}

async function shelf() {
  const time = { now: Date.now() };
  const records = sqlRecords({ database: ":memory:", clock: () => time.now });
  onTestFinished(() => records.close());
  const blobs = diskBlobs({ folder: await newFolder() });
  const renditions = diskBlobs({ folder: await newFolder() });
  const sweep = () => sweepLibrary({ records, blobs, renditions, clock: () => time.now });
  const begin = async () => {
    const upload = { id: newFileId(), project: "p", wish, expiresAt: time.now + hour };
    expect(await noteParts({ records, blobs }, upload)).toBe(true);
    for (const index of [0, 2]) await blobs.put(partKey(upload.id, index), some());
    return upload;
  };
  const keys = async () => (await Array.fromAsync(blobs.list(""))).map(({ key }) => key).toSorted();
  return { time, records, blobs, sweep, begin, keys };
}

test("parts are cut so that the last one has the rest", () => {
  expect(countParts(wish)).toBe(3);
  expect([-1, 0, 1, 2, 3, 1e9].map((at) => bytesOfPart(wish, at))).toEqual([
    undefined,
    10,
    10,
    5,
    undefined,
    undefined,
  ]);
  expect(bytesOfPart({ ...wish, bytes: 20 }, 2)).toBeUndefined();
});

test("keys of parts are made from ids and whole numbers alone", () => {
  const id = newFileId();
  expect(partKey(id, 12)).toBe(`parts/${id}/12`);
  expect(uploadOfPart(partKey(id, 12))).toBe(id);
  expect(uploadOfPart(originalKey(id))).toBeUndefined();
  for (const bad of [-1, 0.5, Number.NaN, 1e30]) expect(() => partKey(id, bad)).toThrow("part's index");
  expect(() => partPrefix("../x")).toThrow("file's id");
});

describe("an upload in parts", () => {
  test("is found until it is over, and ended once", async () => {
    const { time, begin, keys, ...stores } = await shelf();
    const upload = await begin();
    expect(await noteParts(stores, upload), "ids are not given twice").toBe(false);
    expect(await findParts(stores, upload.id, time.now)).toEqual(upload);
    expect(await findParts(stores, upload.id, upload.expiresAt)).toBeUndefined();
    expect([...(await listParts(stores, upload.id)).keys()].toSorted()).toEqual(
      [0, 2].map((at) => partKey(upload.id, at)),
    );
    expect(await dropParts(stores, upload)).toBe(true);
    expect(await dropParts(stores, upload)).toBe(false);
    expect(await keys()).toEqual([]);
  });

  test("that is over is swept with its parts, and no other", async () => {
    const { time, begin, sweep, keys, blobs } = await shelf();
    const early = await begin();
    const stray = partKey(newFileId(), 0);
    await blobs.put(stray, some());
    time.now += hour / 2;
    const late = await begin();
    expect(await sweep()).toMatchObject({ leftOvers: 1 });
    expect(await keys()).not.toContain(stray);
    expect(await keys()).toHaveLength(4);
    time.now = early.expiresAt + 1;
    expect(await sweep()).toMatchObject({ leftOvers: 2 });
    expect(await keys()).toEqual([0, 2].map((at) => partKey(late.id, at)));
  });
});
