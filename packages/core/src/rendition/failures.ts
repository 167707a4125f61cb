/** What could not be made, remembered for a while: it is not tried again at every request. */
import { IntaglioError, type ErrorCode } from "@intaglio/contract";

const rememberMs = 60_000;
const maxFailures = 10_000;

/** Failures by key. */
export interface Failures {
  /** Keeps an error that would come again. Others are forgotten at once. */
  note(key: string, error: unknown): void;
  /** Throws the error that is known of this key. */
  check(key: string): void;
}

/** What a picture that cannot be made fails with, and would again. */
export const lastingFailures: readonly ErrorCode[] = [
  "IMAGE_UNREADABLE",
  "IMAGE_TOO_LARGE",
  "RENDER_TIMEOUT",
  "RENDER_CRASHED",
];

/** None yet. `remembered` are the codes of errors that would come again. */
export function createFailures(clock: () => number, remembered: readonly ErrorCode[] = lastingFailures): Failures {
  const failures = new Map<string, { readonly error: IntaglioError; readonly until: number }>();
  return {
    note(key, error) {
      if (!(error instanceof IntaglioError) || !remembered.includes(error.code)) return;
      if (failures.size >= maxFailures) failures.clear();
      failures.set(key, { error, until: clock() + rememberMs });
    },
    check(key) {
      const failure = failures.get(key);
      if (failure && failure.until > clock()) throw failure.error;
      if (failure) failures.delete(key);
    },
  };
}
