/** Times that serve as cursors: each is given once. */

/** Two processes can choose the same free time; after this many tries something else is wrong. */
export const timeTries = 40;
/** How far ahead of now a free time is looked for, in one step. */
const crowdMs = 1_000;

/**
 * Now, or shortly after when that is taken. A unique index decides; a loser looks again, a little further on each time.
 * `lastTaken` gives the last time that is taken from one on and before another.
 */
export async function freeTime(
  now: number,
  tries: number,
  lastTaken: (from: number, before: number) => Promise<number | null>,
): Promise<number> {
  const taken = await lastTaken(now, now + crowdMs);
  const free = taken === null ? now : taken + 1;
  return free + Math.floor(Math.random() * tries * 4);
}
