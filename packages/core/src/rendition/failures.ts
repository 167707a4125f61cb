/** What could not be made, remembered for a while: it is not tried again at every request. */
import { IntaglioError, type ErrorCode } from "@intaglio/contract";

const rememberMs = 60_000;
const maxFailures = 10_000;

/** Failures by key. */
export interface Failures {
  /** Keeps an error that would come again, and gives it back with the time until it is tried again. Others are left as they are. */
  note(key: string, error: unknown): unknown;
  /** Throws the error that is known of this key, with the time that is left. */
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
      if (!(error instanceof IntaglioError) || !remembered.includes(error.code)) return error;
      if (failures.size >= maxFailures) failures.clear();
      failures.set(key, { error, until: clock() + rememberMs });
      return withReturn(error, rememberMs / 1000);
    },
    check(key) {
      const failure = failures.get(key);
      const left = failure === undefined ? 0 : failure.until - clock();
      if (failure && left > 0) throw withReturn(failure.error, Math.ceil(left / 1000));
      if (failure) failures.delete(key);
    },
  };
}

/** Whoever may try again is told when that is of use. */
function withReturn(error: IntaglioError, retryAfterSeconds: number): IntaglioError {
  if (error.status !== 503) return error;
  return new IntaglioError(error.code, error.message, { ...error.detail, retryAfterSeconds });
}
