/** What each of several bundles would make anew, made once: Next builds every route for itself, and `next dev` again at each change. */

const made = Symbol.for("intaglio.oncePerProcess");

/**
 * Gives a function that makes something at its first call, and gives the very same from then on: to every bundle of this
 * process, by its name. What throws is made again at the next call.
 */
export function oncePerProcess<Thing>(name: string, make: () => Thing): () => Thing {
  const holder = globalThis as { [made]?: Map<string, unknown> };
  return () => {
    const things = (holder[made] ??= new Map());
    if (!things.has(name)) things.set(name, make());
    return things.get(name) as Thing;
  };
}
