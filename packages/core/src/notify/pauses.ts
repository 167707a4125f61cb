/** How long to wait between the tries of one message. */

const firstMs = 10_000;
const hourMs = 3_600_000;

/**
 * Milliseconds from a failed try, the first being 1, to the next: twice as long each time, up to a 36th of all the hours
 * (two of 72), and uneven, so that what failed together does not come back together. Never beyond `leftMs`, so that the
 * last try is made when the time is up.
 */
export function pauseMs(attempt: number, hours: number, leftMs: number, random = Math.random): number {
  const longest = (hours * hourMs) / 36;
  const even = Math.min(longest, firstMs * 2 ** (attempt - 1));
  return Math.max(0, Math.min(leftMs, Math.ceil(even * (0.5 + random() / 2))));
}
