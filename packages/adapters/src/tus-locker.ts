/** One request at a time for each upload, in however many processes. */
import type { ResumableLock, ResumableUploads } from "@intaglio/contract";
import type { Locker } from "@tus/server";

/**
 * The locks of `@tus/server`. A client that comes back after its connection broke asks for a lock that its own earlier request
 * may still hold: in this process that one is told to end, in another it ends with its connection.
 */
export function createTusLocker(uploads: ResumableUploads): Locker {
  const holders = new Map<string, () => Promise<void> | void>();
  return {
    newLock(id) {
      let held: ResumableLock | undefined;
      let own: (() => Promise<void> | void) | undefined;
      return {
        async lock(signal, cancel) {
          await holders.get(id)?.();
          held = await uploads.lock(id, signal);
          holders.set(id, (own = cancel));
        },
        async unlock() {
          if (holders.get(id) === own) holders.delete(id);
          await held?.release();
        },
      };
    },
  };
}
