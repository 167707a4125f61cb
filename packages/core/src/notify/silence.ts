/** Which servers gave no answer a moment ago. Jobs are few: they must not wait for one such server message after message. */

/** For so long nothing more is sent to a server after it was silent. */
const silentMs = 15_000;
/** More servers are not remembered. */
const maxServers = 1_000;

/** Remembers in this process. */
export interface SilenceBook {
  note(url: URL): void;
  isSilent(url: URL): boolean;
}

/** `now` gives milliseconds of a clock that never goes back. */
export function createSilenceBook(now: () => number = () => performance.now()): SilenceBook {
  const until = new Map<string, number>();
  return {
    note({ origin }) {
      until.delete(origin); // to the end
      until.set(origin, now() + silentMs);
      for (const oldest of until.keys()) {
        if (until.size <= maxServers) break;
        until.delete(oldest);
      }
    },
    isSilent: ({ origin }) => (until.get(origin) ?? 0) > now(),
  };
}
