/** Pictures that could not be made, remembered for a while: they are not tried again at every request. */
import { IntaglioError, type ErrorCode } from "@intaglio/contract";

const rememberMs = 60_000;
const remembered: readonly ErrorCode[] = ["IMAGE_UNREADABLE", "IMAGE_TOO_LARGE", "RENDER_TIMEOUT", "RENDER_CRASHED"];
const maxFailures = 10_000;

/** Failures by key. */
export interface Failures {
  /** Keeps an error that would come again, and gives it back with the time until it is tried again. Others are left as they are. */
  note(key: string, error: unknown): unknown;
  /** Throws the error that is known of this key, with the time that is left. */
  check(key: string): void;
}

/** None yet. */
export function createFailures(clock: () => number): Failures {
  const failures = new Map<string, { readonly error: IntaglioError; readonly until: number }>();
  return {
    note(key, error) {
      if (!isRemembered(error)) return error;
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

function isRemembered(error: unknown): error is IntaglioError {
  return error instanceof IntaglioError && remembered.includes(error.code);
}

/** Whoever may try again is told when that is of use. */
function withReturn(error: IntaglioError, retryAfterSeconds: number): IntaglioError {
  if (error.status !== 503) return error;
  return new IntaglioError(error.code, error.message, { ...error.detail, retryAfterSeconds });
}
