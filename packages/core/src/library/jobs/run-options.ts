/** How jobs are run, complete and checked. */
import { IntaglioError } from "@intaglio/contract";
import type { JobHandler, JobHandlers, JobRunOptions } from "@intaglio/contract";
import { isJobName } from "./new-job.ts";

/** Handlers and complete options. */
export interface JobRun extends Required<JobRunOptions> {
  readonly handlers: ReadonlyMap<string, JobHandler>;
}

/** Fills in the defaults. Throws `INTERNAL` for a wrong name or number: both are set by our own code. */
export function toJobRun(handlers: JobHandlers, options: JobRunOptions = {}): JobRun {
  const run: JobRun = {
    handlers: new Map(Object.entries(handlers)),
    concurrency: options.concurrency ?? 4,
    leaseMs: options.leaseMs ?? 30_000,
    pollMs: options.pollMs ?? 1_000,
    graceMs: options.graceMs ?? 10_000,
    report: options.report ?? (() => undefined),
  };
  for (const name of run.handlers.keys())
    if (!isJobName(name)) throw new IntaglioError("INTERNAL", `no name for a job: ${JSON.stringify(name)}`);
  for (const [name, least] of [
    ["concurrency", 1],
    ["leaseMs", 100],
    ["pollMs", 1],
    ["graceMs", 0],
  ] as const)
    if (!Number.isSafeInteger(run[name]) || run[name] < least || run[name] > 2_147_483_647)
      throw new IntaglioError("INTERNAL", `jobs' ${name} is ${run[name]}`);
  return run;
}
