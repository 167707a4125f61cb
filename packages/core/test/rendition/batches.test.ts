import { expect, test } from "vitest";
import { inBatches } from "../../src/rendition/batches.ts";

/** Never by itself within a test. */
const longMs = 60_000;

test("what comes together is done together, and each hears its own result", async () => {
  const seen: number[][] = [];
  const batches = inBatches(1, async (items: readonly number[]) => {
    seen.push([...items]);
    return items.map((item) => item * 2);
  });
  expect(await Promise.all([1, 2, 3].map((item) => batches.add(item)))).toEqual([2, 4, 6]);
  expect(await batches.add(4)).toBe(8);
  expect(seen).toEqual([[1, 2, 3], [4]]);
});

test("what comes while a batch is under way waits for the next", async () => {
  const gate = Promise.withResolvers<void>();
  const seen: string[][] = [];
  const batches = inBatches(longMs, async (items: readonly string[]) => {
    seen.push([...items]);
    if (seen.length === 1) await gate.promise;
    return items;
  });
  const first = batches.add("a");
  const flushed = batches.flush();
  await Promise.resolve();
  await Promise.resolve();
  const second = batches.add("b");
  const all = batches.flush();
  gate.resolve();
  await Promise.all([flushed, all]);
  expect(await Promise.all([first, second])).toEqual(["a", "b"]);
  expect(seen).toEqual([["a"], ["b"]]);
});

test("a batch that fails fails for each of it alone", async () => {
  let calls = 0;
  const batches = inBatches(longMs, async (items: readonly string[]) => {
    calls += 1;
    if (calls === 1) throw new Error("full");
    return items;
  });
  const failed = Promise.allSettled([batches.add("a"), batches.add("b")]);
  await batches.flush();
  expect((await failed).map(({ status }) => status)).toEqual(["rejected", "rejected"]);
  const next = batches.add("c");
  await batches.flush();
  expect(await next).toBe("c");
  await batches.flush();
  expect(calls, "nothing waits: nothing is called").toBe(2);
});
