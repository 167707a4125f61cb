/** What the checks of jobs share. */
import assert from "node:assert/strict";
import type { Job, JobRunOptions } from "../jobs.ts";
import type { RecordStore } from "../stores.ts";
import { pause } from "./check.ts";

/** Looks for jobs often. */
export const quick: JobRunOptions = { pollMs: 20 };
const waitMs = 20_000;

/** Resolves when `isSo` gives true, and fails when that takes longer than any machine should. */
export async function until(isSo: () => boolean | Promise<boolean>): Promise<void> {
  for (const end = Date.now() + waitMs; !(await isSo());) {
    if (Date.now() > end) assert.fail(`waited ${waitMs} ms in vain`);
    await pause(10);
  }
}

/** Runs the jobs named `a`, and gives them as they come. */
export function runAll(store: RecordStore, options?: JobRunOptions): Job[] {
  const jobs: Job[] = [];
  store.jobs.start({ a: async (job) => void jobs.push(job) }, { ...quick, ...options });
  return jobs;
}

/** As {@link runAll}, but each run throws what `fail` gives. */
export function failAll(store: RecordStore, fail: () => Error): Job[] {
  const jobs: Job[] = [];
  const handle = async (job: Job): Promise<void> => {
    jobs.push(job);
    throw fail();
  };
  store.jobs.start({ a: handle }, quick);
  return jobs;
}
