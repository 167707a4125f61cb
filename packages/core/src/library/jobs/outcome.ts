/** One try of a job, and what follows from how it went. */
import { IntaglioError } from "@intaglio/contract";
import type { Job, JobHandler } from "@intaglio/contract";
import type { StoredJob } from "./new-job.ts";

const firstWaitMs = 5_000;
const maxWaitMs = 3_600_000;
/** How far off a handler may put the next try: 30 days. */
const maxChosenSeconds = 30 * 86_400;
const maxErrorLength = 1_000;

/** How a try went. `stopped`: it was broken off, and is not counted. */
export type Outcome =
  | { readonly kind: "done" }
  | { readonly kind: "stopped" }
  | { readonly kind: "again"; readonly afterMs: number; readonly error: Error }
  | { readonly kind: "given-up"; readonly error: Error };

/** Runs the handler once. Never rejects. */
export async function tryJob(handler: JobHandler, stored: StoredJob, signal: AbortSignal): Promise<Outcome> {
  const { id, name } = stored;
  const attempt = stored.failures + 1;
  if (signal.aborted) return { kind: "stopped" }; // a listener to the signal would never hear of it
  try {
    const job: Job = { id, name, payload: JSON.parse(stored.payload) as unknown, attempt, signal };
    await handler(job);
    return { kind: "done" };
  } catch (thrown) {
    const error = toError(thrown);
    const detail = error instanceof IntaglioError ? error.detail : {};
    if (detail.final === true) return { kind: "given-up", error };
    if (signal.aborted) return { kind: "stopped" };
    if (attempt >= stored.attempts) return { kind: "given-up", error };
    return { kind: "again", afterMs: chosenMs(detail.retryAfterSeconds) ?? waitMs(attempt), error };
  }
}

/** Any thrown thing as an error. */
export function toError(thrown: unknown): Error {
  if (thrown instanceof Error) return thrown;
  try {
    return new Error(String(thrown));
  } catch {
    return new Error("something that is no text was thrown");
  }
}

/** An error as text, without secrets, as {@link cleanText} gives it. */
export function describeError(error: Error): string {
  return cleanText(`${error instanceof IntaglioError ? error.code : error.name}: ${error.message}`);
}

/** At most 1,000 characters in one line, without what may be secret: addresses' credentials and queries. */
export function cleanText(text: string): string {
  return text
    .slice(0, 10 * maxErrorLength)
    .toWellFormed()
    .replace(/[\0-\x1f\x7f]+/g, " ")
    .replace(/\b([a-z][a-z0-9+.-]{0,20}:\/\/)[^\s/?#@]*@/gi, "$1")
    .replace(/\b([a-z][a-z0-9+.-]{0,20}:\/\/[^\s?#]*)[?#]\S*/gi, "$1?…")
    .slice(0, maxErrorLength)
    .toWellFormed();
}

/** Four times as long after each failure, and uneven, so that what failed together does not come back together. */
function waitMs(attempt: number): number {
  return Math.min(maxWaitMs, firstWaitMs * 4 ** (attempt - 1)) * (0.5 + Math.random() / 2);
}

function chosenMs(seconds: number | undefined): number | undefined {
  if (seconds === undefined || !(seconds >= 0)) return undefined;
  return Math.min(seconds, maxChosenSeconds) * 1000;
}
