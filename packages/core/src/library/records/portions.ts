/** Long lists in several statements. */

/** Databases limit how many parameters a statement has. */
const atOnce = 500;

/** Keys, each once, in lists that a statement can take: the same order in every process makes deadlocks rare. */
export function* portions(keys: readonly string[]): Generator<string[], void, void> {
  const sorted = [...new Set(keys)].toSorted();
  for (let start = 0; start < sorted.length; start += atOnce) yield sorted.slice(start, start + atOnce);
}
