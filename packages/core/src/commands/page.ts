/** A page of a list that is ordered by times, and what lies before and after it. */

/** Which page. `to`: the last ones before that time. Times are Unix milliseconds. */
export interface PageWish {
  readonly limit: number;
  readonly from?: number;
  readonly to?: number;
}

/** A page, with its neighbours: the first of the next page, and one of the page before. */
export interface Page<Item> {
  readonly items: readonly Item[];
  readonly next: Item | undefined;
  readonly previous: Item | undefined;
}

/** Turns to a page. `list` gives items in the list's own order, `timeOf` the time that they are ordered by. */
export async function turnTo<Item>(
  { limit, from, to }: PageWish,
  timeOf: (item: Item) => number,
  list: (wish: PageWish) => Promise<readonly Item[]>,
): Promise<Page<Item>> {
  if (to !== undefined) {
    const before = await list({ to, limit: limit + 1 });
    const [next] = await list({ from: to, limit: 1 });
    return { items: before.slice(-limit), next, previous: before.length > limit ? before[0] : undefined };
  }
  const found = await list({ limit: limit + 1, ...(from !== undefined && { from }) });
  const items = found.slice(0, limit);
  const [first] = items;
  const edge = from === undefined ? undefined : first === undefined ? from : timeOf(first);
  const [previous] = edge === undefined ? [] : await list({ to: edge, limit: 1 });
  return { items, next: found[limit], previous };
}
