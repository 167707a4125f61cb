/** What both queues agree on about jobs that go wrong. */
import { IntaglioError } from "@intaglio/contract";

/** How long jobs that were given up are kept: 7 days. */
export const keptMs = 7 * 86_400_000;

/** So many runs of a job may end without a word, by a crash: it may be the job that brings its processes down. */
export const maxLost = 10;

/** What is told of a job that was given up for that. */
export const lostError = "The processes that ran it ended before it did, too often.";

/** Throws `FIELD_INVALID` for a limit that no list takes. */
export function checkLimit(limit: number): void {
  if (Number.isSafeInteger(limit) && limit >= 1 && limit <= 1_000) return;
  const hint = "limit must be a whole number from 1 to 1000";
  throw new IntaglioError("FIELD_INVALID", hint, { hint });
}
