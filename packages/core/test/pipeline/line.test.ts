import { expect, test } from "vitest";
import { createLine } from "../../src/pipeline/line.ts";

test("short jobs go before those that were there first, and both keep their order", async () => {
  const line = createLine(1, 10);
  const done: string[] = [];
  const begin = Promise.withResolvers<void>();
  const job = (name: string) => async (): Promise<void> => {
    await begin.promise;
    done.push(name);
  };
  const all = [
    line.enter(job("running")),
    line.enter(job("long 1")),
    line.enter(job("long 2")),
    line.enter(job("short 1"), undefined, true),
    line.enter(job("short 2"), undefined, true),
  ];
  begin.resolve();
  await Promise.all(all);
  expect(done).toEqual(["running", "short 1", "short 2", "long 1", "long 2"]);
});
