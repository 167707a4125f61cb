/** Several things at a time. */

/** Does `work` for each of the items, so many at once; the first failure ends it once those under way have ended. */
export async function eachAtOnce<Item>(
  items: Iterable<Item> | AsyncIterable<Item>,
  limit: number,
  work: (item: Item) => Promise<void>,
): Promise<void> {
  const source = Symbol.asyncIterator in items ? items[Symbol.asyncIterator]() : items[Symbol.iterator]();
  const state: { failure?: { readonly error: unknown } } = {};
  let turn: Promise<unknown> = Promise.resolve();
  const next = (): Promise<IteratorResult<Item>> => {
    const taken = turn.then(() => source.next());
    turn = taken.catch(() => undefined);
    return taken;
  };
  const run = async (): Promise<void> => {
    try {
      for (let item = await next(); !item.done && !state.failure; item = await next()) await work(item.value);
    } catch (error) {
      state.failure ??= { error };
    }
  };
  await Promise.all(Array.from({ length: limit }, run));
  if (!state.failure) return;
  await source.return?.();
  throw state.failure.error;
}
