/** What a delivery request means and what its token grants. */
import type { Delivery, Dialect, Grant, Hints, Project, Target } from "@intaglio/contract";

/** A request, read and verified. */
export interface Understanding {
  readonly delivery: Delivery;
  /** Undefined when there is no token. */
  readonly grant: Grant | undefined;
  /** Whose keys it was verified with: with others it means nothing. */
  readonly project: Project;
}

/** Reads and verifies requests. */
export interface Understander {
  /** Throws what the dialect's `parse` and, with the project's keys, `verify` throw. `now` is in Unix seconds; `hints` are asked for only where they count. */
  understand(dialect: Dialect, target: Target, now: number, hints: () => Hints, project: Project): Understanding;
}

/** So many meanings for one kind of client are remembered, of all targets together: a plan may take 20 kB. */
const maxHinted = 4_000;

/**
 * Reading and verifying depend on the target's bytes and the keys alone, so what was understood of the same target before
 * still holds, but for the expiry, which is checked each time. The very same object is given again. Targets are told
 * apart by identity: `createMount` gives the same object for the same bytes.
 */
export function createUnderstander(): Understander {
  let kept = new WeakMap<Target, { readonly plain: Understanding; readonly hinted: Map<string, Understanding> }>();
  let hintedKept = 0;
  return {
    understand(dialect, target, now, hints, project) {
      const usable = (known: Understanding | undefined): known is Understanding =>
        known?.project === project && (known.grant === undefined || known.grant.expiresAt > now);
      const known = kept.get(target);
      if (usable(known?.plain) && !known.plain.delivery.hinted) return known.plain;
      const said = hints();
      const key = JSON.stringify(said);
      const before = known?.hinted.get(key);
      if (usable(before)) return before;
      const understanding = {
        delivery: dialect.parse(target, said),
        grant: dialect.verify(target, now, project),
        project,
      };
      const hinted = known?.hinted ?? new Map<string, Understanding>();
      if (understanding.delivery.hinted) {
        hinted.set(key, understanding);
        hintedKept += 1;
      }
      if (hintedKept > maxHinted) {
        kept = new WeakMap();
        hintedKept = 0;
        return understanding;
      }
      kept.set(target, { plain: understanding, hinted });
      return understanding;
    },
  };
}
