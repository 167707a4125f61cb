/** What a delivery request means and what its token grants. */
import type { Delivery, Dialect, Grant, Target } from "@intaglio/contract";

/** A request, read and verified. */
export interface Understanding {
  readonly delivery: Delivery;
  /** Undefined when there is no token. */
  readonly grant: Grant | undefined;
}

/** Reads and verifies requests. */
export interface Understander {
  /** Throws what the dialect's `parse` and `verify` throw. `now` is in Unix seconds. */
  understand(dialect: Dialect, target: Target, now: number): Understanding;
}

const maxKept = 2_000;

/**
 * Reading and verifying depend on the target's bytes and the keys alone, so what was understood of the same bytes
 * before still holds, but for the expiry, which is checked each time. The very same object is given again.
 */
export function createUnderstander(): Understander {
  const kept = new Map<string, Understanding>();
  return {
    understand(dialect, target, now) {
      const key = `${dialect.name}|${target.path}?${target.query}`;
      const known = kept.get(key);
      if (known && (known.grant === undefined || known.grant.expiresAt > now)) return known;
      const understanding = { delivery: dialect.parse(target), grant: dialect.verify(target, now) };
      kept.delete(key);
      kept.set(key, understanding);
      for (const oldest of kept.keys()) {
        if (kept.size <= maxKept) break;
        kept.delete(oldest);
      }
      return understanding;
    },
  };
}
