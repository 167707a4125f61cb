/** Many small writes as few large ones. */

/** Takes items as they come and hands them on together. */
export interface Batches<Item, Result> {
  /** What `work` gives for this item; what it throws, all items of its batch hear. */
  add(item: Item): Promise<Result>;
  /** Hands on at once what waits; resolves when nothing is under way. */
  flush(): Promise<void>;
}

/**
 * Gathers items for `waitMs` milliseconds from the first, then calls `work` with all of them; it gives their results in the
 * same order. One batch is under way at a time.
 */
export function inBatches<Item, Result>(
  waitMs: number,
  work: (items: readonly Item[]) => Promise<readonly Result[]>,
): Batches<Item, Result> {
  let waiting: { readonly item: Item; readonly outcome: PromiseWithResolvers<Result> }[] = [];
  let timer: NodeJS.Timeout | undefined;
  let working: Promise<void> = Promise.resolve();

  async function handOn(): Promise<void> {
    const batch = waiting;
    waiting = [];
    try {
      const results = await work(batch.map(({ item }) => item));
      for (const [at, { outcome }] of batch.entries()) outcome.resolve(results[at] as Result);
    } catch (error) {
      for (const { outcome } of batch) outcome.reject(error);
    }
  }

  function begin(): Promise<void> {
    clearTimeout(timer);
    timer = undefined;
    return (working = working.then(() => (waiting.length > 0 ? handOn() : undefined)));
  }

  return {
    add(item) {
      const outcome = Promise.withResolvers<Result>();
      waiting.push({ item, outcome });
      timer ??= setTimeout(() => void begin(), waitMs);
      return outcome.promise;
    },
    flush: begin,
  };
}
