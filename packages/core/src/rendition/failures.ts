/** Pictures that could not be made, remembered for a while: they are not tried again at every request. */
import { IntaglioError, type ErrorCode } from "@intaglio/contract";

const rememberMs = 60_000;
const remembered: readonly ErrorCode[] = ["IMAGE_UNREADABLE", "IMAGE_TOO_LARGE", "RENDER_TIMEOUT", "RENDER_CRASHED"];
const maxFailures = 10_000;

/** Failures by key. */
export interface Failures {
  /** Keeps an error that would come again. Others are forgotten at once. */
  note(key: string, error: unknown): void;
  /** Throws the error that is known of this key. */
  check(key: string): void;
}

/** None yet. */
export function createFailures(clock: () => number): Failures {
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
