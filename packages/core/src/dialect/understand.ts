/** What a delivery request means and what its token grants. */
import type { Delivery, Dialect, Grant, Hints, Target } from "@intaglio/contract";

/** A request, read and verified. */
export interface Understanding {
  readonly delivery: Delivery;
  /** Undefined when there is no token. */
  readonly grant: Grant | undefined;
}

/** Reads and verifies requests. */
export interface Understander {
  /** Throws what the dialect's `parse` and `verify` throw. `now` is in Unix seconds; `hints` are asked for only where they count. */
  understand(dialect: Dialect, target: Target, now: number, hints: () => Hints): Understanding;
}

const maxKept = 2_000;

/**
 * Reading and verifying depend on the target's bytes and the keys alone, so what was understood of the same bytes
 * before still holds, but for the expiry, which is checked each time. The very same object is given again.
 */
export function createUnderstander(): Understander {
  const kept = new Map<string, Understanding>();
  return {
    understand(dialect, target, now, hints) {
      const address = `${dialect.name}|${target.path}?${target.query}`;
      const usable = (known: Understanding | undefined): known is Understanding =>
        known !== undefined && (known.grant === undefined || known.grant.expiresAt > now);
      const plain = kept.get(address);
      if (usable(plain) && !plain.delivery.hinted) return plain;
      const said = hints();
      const key = plain?.delivery.hinted ? `${address}|${JSON.stringify(said)}` : address;
      const known = kept.get(key);
      if (usable(known) && key !== address) return known;
      const understanding = { delivery: dialect.parse(target, said), grant: dialect.verify(target, now) };
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
