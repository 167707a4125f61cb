/** How a record store's jobs live. The checks measure no times: what must happen is waited for. */
import assert from "node:assert/strict";
import { IntaglioError } from "../errors.ts";
import type { Job } from "../jobs.ts";
import { pause, rejectsWith } from "./check.ts";
import { failAll, quick, runAll, until } from "./jobs.ts";
import type { RecordTable } from "./records.ts";

const farAhead = Date.now() + 3_600_000;
const again = (): Error => new IntaglioError("SOURCE_UNREACHABLE", "not yet", { retryAfterSeconds: 0.01 });

/** How jobs live. */
export const jobLives: RecordTable = {
  "a job is run once, with its id and payload": async (store) => {
    const payload = { list: [1, -2.5e-7, "a", null, true, { "": [] }], text: `it's "quoted" \\ \u0000 🐈‍⬛` };
    const id = await store.jobs.add("a", payload);
    const jobs = runAll(store);
    const other = await store.jobs.add("a", null);
    await until(() => jobs.length >= 2);
    assert.deepEqual(
      jobs.map((job) => [job.id, job.name, job.payload, job.attempt]).toSorted(([one]) => (one === id ? -1 : 1)),
      [
        [id, "a", payload, 1],
        [other, "a", null, 1],
      ],
    );
    await pause(60);
    assert.equal(jobs.length, 2, "done ones are gone");
    assert.deepEqual(await store.jobs.failed(), []);
  },
  "of jobs with one key one waits, however many are added at once": async (store) => {
    const add = () => store.jobs.add("a", 1, { key: "k" });
    const ids = new Set(await Promise.all(Array.from({ length: 20 }, add)));
    assert.equal(ids.size, 1);
    assert.ok(!ids.has(await store.jobs.add("b", 1, { key: "k" })), "keys are a name's");
    assert.ok(!ids.has(await store.jobs.add("a", 1, { key: "K" })));
    const jobs = runAll(store);
    await until(() => jobs.length === 2);
    const next = await add();
    assert.ok(!ids.has(next), "the one that ran waits no longer");
    await until(() => jobs.length === 3);
    assert.equal(jobs[2]?.id, next);
  },
  "a key is free as soon as its job runs": async (store) => {
    let added: string | undefined;
    const seen: string[] = [];
    const handle = async ({ id }: Job): Promise<void> => {
      seen.push(id);
      added ??= await store.jobs.add("a", 2, { key: "k" });
    };
    const first = await store.jobs.add("a", 1, { key: "k" });
    store.jobs.start({ a: handle }, quick);
    await until(() => seen.length === 2);
    assert.deepEqual(seen, [first, added]);
  },
  "a job is not run before its time": async (store) => {
    await store.jobs.add("a", "later", { notBefore: farAhead });
    await store.jobs.add("a", "soon", { notBefore: Date.now() + 30 });
    await store.jobs.add("a", "now", { notBefore: 0 });
    const jobs = runAll(store);
    await until(() => jobs.length === 2);
    await pause(60);
    assert.deepEqual(
      jobs.map(({ payload }) => payload),
      ["now", "soon"],
    );
  },
  "one at a time, the oldest first": async (store) => {
    for (let at = 0; at < 5; at += 1) {
      await store.jobs.add("a", at);
      await pause(2);
    }
    const jobs = runAll(store, { concurrency: 1 });
    await until(() => jobs.length === 5);
    assert.deepEqual(
      jobs.map(({ payload }) => payload),
      [0, 1, 2, 3, 4],
    );
  },
  "no more run at once than are allowed": async (store) => {
    let [now, most, done] = [0, 0, 0];
    const handle = async (): Promise<void> => {
      now += 1;
      most = Math.max(most, now);
      await pause(20);
      now -= 1;
      done += 1;
    };
    for (let at = 0; at < 12; at += 1) await store.jobs.add("a", at);
    store.jobs.start({ a: handle }, { ...quick, concurrency: 3 });
    await until(() => done === 12);
    assert.ok(most <= 3, `${most} ran at once`);
    assert.ok(most > 1, "they ran one by one");
  },
  "jobs that nobody here can do are left alone": async (store) => {
    await store.jobs.add("b", 1);
    await store.jobs.add("a", 2);
    const jobs = runAll(store);
    await until(() => jobs.length === 1);
    assert.equal(jobs[0]?.name, "a");
    assert.deepEqual(await store.jobs.failed(), []);
  },
  "a job that fails is tried again, then given up, and can be run once more": async (store) => {
    const jobs = failAll(store, again);
    const id = await store.jobs.add("a", { n: 1 }, { attempts: 3, key: "k" });
    const failed = async () => (await store.jobs.failed())[0];
    await until(async () => (await failed()) !== undefined);
    assert.deepEqual(
      jobs.map((job) => [job.id, job.attempt]),
      [1, 2, 3].map((attempt) => [id, attempt]),
    );
    const { failedAt = 0, ...told } = (await failed()) ?? {};
    assert.deepEqual(told, { id, name: "a", error: "SOURCE_UNREACHABLE: not yet" });
    assert.ok(Math.abs(failedAt - Date.now()) < 60_000, "failedAt is Unix ms");
    assert.equal(await store.jobs.retry(id), true);
    await until(() => jobs.length === 6);
    assert.deepEqual(jobs[3]?.payload, { n: 1 });
    assert.equal(jobs[3]?.attempt, 1);
    await until(async () => (await failed()) !== undefined);
  },
  "a handler can give up at once": async (store) => {
    const jobs = failAll(store, () => new IntaglioError("SOURCE_FORBIDDEN", "never", { final: true }));
    const id = await store.jobs.add("a", 1);
    await until(async () => (await store.jobs.failed()).length === 1);
    assert.equal(jobs.length, 1);
    assert.deepEqual([(await store.jobs.failed())[0]?.id, await store.jobs.retry(crypto.randomUUID())], [id, false]);
  },
  "given-up jobs are listed newest first, and without secrets": async (store) => {
    const secret = "https://user:hush@example.com/a?sig=hush#hush \u0000\n" + "é".repeat(5_000);
    failAll(store, () => new IntaglioError("SOURCE_FORBIDDEN", secret, { final: true }));
    const ids: string[] = [];
    for (let at = 1; at <= 3; at += 1) {
      ids.unshift(await store.jobs.add("a", at));
      await until(async () => (await store.jobs.failed()).length === at);
      await pause(2);
    }
    const failed = await store.jobs.failed(2);
    assert.deepEqual(
      failed.map(({ id }) => id),
      ids.slice(0, 2),
    );
    for (const { error } of failed) {
      assert.match(error, /^SOURCE_FORBIDDEN: https:\/\/example\.com\/a\?… /);
      assert.ok(error.length <= 1_000 && !error.includes("hush") && !error.includes("\u0000"));
    }
  },
  "closing fires the signal, waits, and takes no more": async (store) => {
    const seen: string[] = [];
    const handle = async ({ signal }: Job): Promise<void> => {
      seen.push("begun");
      await new Promise((resolve) => {
        signal.addEventListener("abort", resolve);
      });
      await pause(20);
      seen.push("ended");
    };
    store.jobs.start({ a: handle }, { ...quick, concurrency: 1 });
    await store.jobs.add("a", 1);
    await store.jobs.add("a", 2);
    await until(() => seen.length === 1);
    await Promise.all([store.jobs.close(), store.jobs.close()]);
    assert.deepEqual(seen, ["begun", "ended"]);
    await rejectsWith(store.jobs.add("a", 3), "STOPPING");
  },
  "without handlers nothing begins, and what was added waits": async (store) => {
    const id = await store.jobs.add("a", 1);
    store.jobs.start({});
    await pause(30);
    const jobs = runAll(store);
    await until(() => jobs.length === 1);
    assert.equal(jobs[0]?.id, id);
    assert.throws(() => store.jobs.start({ a: async () => undefined }), { code: "INTERNAL" });
  },
};
