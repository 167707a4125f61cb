import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError } from "@intaglio/contract";
import { expect, test } from "vitest";
import { IdleWork } from "../../src/rendition/idle-work.ts";

function start(isBusy: () => boolean = () => false): { idle: IdleWork; warned: string[] } {
  const warned: string[] = [];
  const log = { info: () => {}, error: () => {}, warn: (message: string) => void warned.push(message) };
  return { idle: new IdleWork({ isBusy, log }), warned };
}

test("waits until nobody else has work, then does one thing at a time", async () => {
  let busy = true;
  let [running, most] = [0, 0];
  const done: string[] = [];
  const { idle } = start(() => busy);
  for (const name of ["a", "b", "a", "c"])
    idle.add(name, async () => {
      most = Math.max(most, (running += 1));
      await sleep(20);
      running -= 1;
      done.push(name);
    });
  await sleep(400);
  expect(done).toEqual([]);
  busy = false;
  await sleep(1500);
  expect(done.toSorted()).toEqual(["a", "b", "c"]);
  expect(most).toBe(1);
  await idle.close();
});

test("what fails is told, and the next is done; a file that went in the meantime is no failure", async () => {
  const { idle, warned } = start();
  let done = false;
  idle.add("gone", async () => Promise.reject(new IntaglioError("FILE_NOT_FOUND")));
  idle.add("broken", async () => Promise.reject(new Error("no")));
  idle.add("fine", async () => void (done = true));
  await sleep(1200);
  expect(done).toBe(true);
  expect(warned).toEqual(["work in idle time failed"]);
  await idle.close();
});

test("closing waits for what is under way, tells it, and drops the rest", async () => {
  const { idle, warned } = start();
  const seen: string[] = [];
  idle.add("first", async (signal) => {
    seen.push("begun");
    await new Promise((resolve) => signal.addEventListener("abort", resolve));
    await sleep(30);
    seen.push("ended");
    throw new IntaglioError("STOPPING");
  });
  idle.add("second", async () => void seen.push("second"));
  await sleep(400);
  await idle.close();
  idle.add("third", async () => void seen.push("third"));
  await sleep(300);
  expect(seen).toEqual(["begun", "ended"]);
  expect(warned).toEqual([]);
});
