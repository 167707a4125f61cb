/** What checks of options expect, and how they say what they found instead. */

/** Notes a problem where something is not `ok`. */
export type Expect = (ok: boolean, path: string, value: unknown, expected: string) => void;

/** No problems yet. */
export function collect(): { readonly problems: string[]; readonly expect: Expect } {
  const problems: string[] = [];
  const expect: Expect = (ok, path, value, expected) => {
    if (!ok) problems.push(`${path} is ${describe(value)}, expected ${expected}`);
  };
  return { problems, expect };
}

/** A value as text of at most 60 characters. */
export function describe(value: unknown): string {
  if (value === undefined) return "missing";
  return (JSON.stringify(value) ?? typeof value).slice(0, 60);
}

/** True for objects that are no lists. */
export function isObject(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}
