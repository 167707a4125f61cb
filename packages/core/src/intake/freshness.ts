/** How long what another server gave may be used before it is asked again. */
import type { Lifetime } from "./remote.ts";

/** Whatever the other server says, it is not asked more often: seconds. */
const leastFreshSeconds = 60;

/**
 * Seconds from now on, at least 60 and at most `most`. `s-maxage`, `max-age` (both less `Age`),
 * and `Expires` count, in this order; `no-store`, `no-cache` and `private` mean the least, silence the most.
 */
export function freshSeconds(lifetime: Lifetime, most: number): number {
  return Math.round(Math.min(most, Math.max(leastFreshSeconds, stated(lifetime) ?? most)));
}

function stated(lifetime: Lifetime): number | undefined {
  const control = lifetime["cache-control"]?.toLowerCase() ?? "";
  if (/(?:^|[\s,])(?:no-store|no-cache|private)(?=$|[\s,=])/.test(control)) return 0;
  const age = Number(/^\d{1,9}$/.exec(lifetime.age ?? "")?.[0] ?? 0);
  for (const name of ["s-maxage", "max-age"]) {
    const [, seconds] = new RegExp(`(?:^|[\\s,])${name}\\s*=\\s*"?([^\\s,"]*)`).exec(control) ?? [];
    if (seconds !== undefined) return /^\d+$/.test(seconds) ? Number(seconds) - age : 0;
  }
  if (lifetime.expires === undefined) return undefined;
  // Both by the other server's clock; what is no date, such as 0, has passed.
  const [ends, sent] = [Date.parse(lifetime.expires), Date.parse(lifetime.date ?? "")];
  return Number.isNaN(ends) || Number.isNaN(sent) ? 0 : (ends - sent) / 1000 - age;
}
