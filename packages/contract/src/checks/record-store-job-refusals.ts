/** What a record store takes as a job, and what not. */
import assert from "node:assert/strict";
import { rejectsWith } from "./check.ts";
import { runAll, until } from "./jobs.ts";
import type { RecordTable } from "./records.ts";

/** A list within a list, and so on. */
function nested(levels: number): unknown {
  let value: unknown = [];
  for (let level = 0; level < levels; level += 1) value = [value];
  return value;
}

function circle(): unknown {
  const parts: unknown[] = [];
  parts.push({ parts });
  return parts;
}

/** No plain JSON, or too much of it. */
const badPayloads: readonly unknown[] = [
  undefined,
  () => 1,
  Symbol("a"),
  1n,
  NaN,
  Infinity,
  new Date(),
  new Map(),
  new Uint8Array(2),
  new Error("a"),
  Object.create({ a: 1 }),
  { toJSON: () => 1 },
  { a: undefined },
  { [Symbol("a")]: 1 },
  [1, undefined],
  Array.from({ length: 2 ** 20 }),
  "\ud800",
  { "\ud800": 1 },
  "x".repeat(65_535), // and two quotes
  "\u0000".repeat(11_000), // six bytes each
  "é".repeat(32_768),
  nested(40),
  nested(20_000),
  circle(),
];

const goodPayloads: readonly unknown[] = [
  "x".repeat(65_534),
  '\u0000\u001f\\"\u2028',
  nested(20),
  { ["__proto__"]: { a: 1 }, constructor: "c", id: 7, payload: "p" },
  Object.assign(Object.create(null) as object, { a: "'; drop table intaglio_jobs; --" }),
  [],
  false,
  Number.MAX_SAFE_INTEGER,
];

/** What may be added. */
export const jobRefusals: RecordTable = {
  "payloads that JSON cannot say, or that are too large, are refused": async (store) => {
    for (const payload of badPayloads) await rejectsWith(store.jobs.add("a", payload), "FIELD_INVALID");
    const jobs = runAll(store);
    const id = await store.jobs.add("a", 1);
    await until(() => jobs.length > 0);
    assert.deepEqual([jobs.length, jobs[0]?.id], [1, id], "nothing of a refused one was kept");
  },
  "odd payloads come back as they were": async (store) => {
    const ids: string[] = [];
    for (const payload of goodPayloads) ids.push(await store.jobs.add("a", payload));
    const jobs = runAll(store);
    await until(() => jobs.length === goodPayloads.length);
    for (const { id, payload } of jobs)
      assert.equal(JSON.stringify(payload), JSON.stringify(goodPayloads[ids.indexOf(id)]));
  },
  "names, keys, times and numbers that cannot be are refused": async (store) => {
    for (const name of ["", "A", "a b", "a/b", "-a", "a".repeat(101), "é", "a\u0000", 5, undefined])
      await rejectsWith(store.jobs.add(name as string, 1), "FIELD_INVALID");
    for (const key of ["", "k".repeat(501), "\u0000", "\ud800", 5])
      await rejectsWith(store.jobs.add("a", 1, { key: key as string }), "FIELD_INVALID");
    for (const notBefore of [-1, 0.5, NaN, 2 ** 60, "1"])
      await rejectsWith(store.jobs.add("a", 1, { notBefore: notBefore as number }), "FIELD_INVALID");
    for (const attempts of [0, -1, 1.5, 101, NaN, "1"])
      await rejectsWith(store.jobs.add("a", 1, { attempts: attempts as number }), "FIELD_INVALID");
    for (const limit of [0, -1, 1_001, NaN]) await rejectsWith(store.jobs.failed(limit), "FIELD_INVALID");
    const keys = ["k".repeat(500), "日本 '\\ %_", "a".repeat(100)];
    for (const key of keys) await store.jobs.add("a".repeat(100), 1, { key, attempts: 100, notBefore: 8.64e15 });
    assert.equal(await store.jobs.retry("'; --\u0000"), false);
  },
};
