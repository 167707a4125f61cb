/** Rows that have run out are dropped in passing, so that no timer has to. */

const everyMs = 60_000;

/** A function that says true at its first call, and then at most once a minute. */
export function atMostEvery(): () => boolean {
  let last = -Infinity;
  return () => {
    const now = performance.now();
    if (now - last < everyMs) return false;
    last = now;
    return true;
  };
}
