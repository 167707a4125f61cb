/** The right to do something that only one process may do at a time. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError, type LeaseTable } from "@intaglio/contract";

/** How long others wait, if not said otherwise, when the process that holds it dies; a living one renews it. */
const usualLeaseMs = 15_000;
const lookEveryMs = 250;

/** A right that is held. */
export interface Lease {
  /** Fires when it was lost. */
  readonly signal: AbortSignal;
  /** Throws when it was lost. */
  check(): Promise<void>;
  release(): Promise<void>;
}

/** How long to wait for it. */
export interface Patience {
  /** Default: for ever. */
  readonly patienceMs?: number;
  /** How long others wait when the process that holds it dies. Default: 15 seconds. */
  readonly leaseMs?: number;
  /** Ends the waiting. */
  readonly signal?: AbortSignal;
}

/** Takes a lease, and renews it until it is released. Throws `QUEUE_FULL` where another holds it for too long, and what `signal` throws. */
export async function takeLease(
  leases: LeaseTable,
  name: string,
  { patienceMs = Infinity, leaseMs = usualLeaseMs, signal }: Patience = {},
): Promise<Lease> {
  const owner = randomUUID();
  const take = (): Promise<boolean> => leases.acquire(name, owner, leaseMs);
  for (let waited = 0; !(await take()); waited += lookEveryMs) {
    if (waited >= patienceMs) throw new IntaglioError("QUEUE_FULL", `another process is at it: ${name}`);
    await sleep(lookEveryMs, undefined, { ...(signal && { signal }) });
  }
  const lost = new AbortController();
  const check = async (): Promise<void> => {
    if (await take()) return;
    lost.abort(new IntaglioError("QUEUE_FULL", `the lease was lost: ${name}`));
    lost.signal.throwIfAborted();
  };
  const timer = setInterval(() => void check().catch(() => {}), leaseMs / 3); // a database that is away for a moment is no loss yet
  return {
    signal: lost.signal,
    check,
    async release() {
      clearInterval(timer);
      await leases.release([name], owner).catch(() => {}); // it ends by itself
    },
  };
}
