/** Renditions, made once however many ask: in this process by a shared promise, across processes by a lease. */
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError, type ErrorCode, type LeaseTable } from "@intaglio/contract";
import type { Rendition, Renditions } from "../engine.ts";
import type { MemoryCache } from "./memory.ts";
import type { RenditionStore } from "./store.ts";

/** How long a picture that cannot be made is remembered, so that it is not tried at every request. */
const rememberMs = 60_000;
const remembered: readonly ErrorCode[] = ["IMAGE_UNREADABLE", "IMAGE_TOO_LARGE", "RENDER_TIMEOUT", "RENDER_CRASHED"];
const maxFailures = 10_000;

type Make = (signal: AbortSignal) => Promise<Rendition>;

interface Flight {
  readonly result: Promise<Rendition>;
  readonly stop: AbortController;
  waiting: number;
}

/** What {@link createRenditions} needs. */
export interface RenditionParts {
  readonly memory: MemoryCache;
  readonly store: RenditionStore;
  readonly leases: LeaseTable;
  /** This process's name among those that share the store. */
  readonly owner: string;
  /** How long a lease holds when its owner dies: a little more than a render may take. */
  readonly leaseMs: number;
  readonly clock: () => number;
}

/** Opens the cache. */
export function createRenditions({ memory, store, leases, owner, leaseMs, clock }: RenditionParts): Renditions {
  const flights = new Map<string, Flight>();
  const failures = new Map<string, { readonly error: IntaglioError; readonly until: number }>();

  async function fly(key: string, fileId: string, make: Make, signal: AbortSignal): Promise<Rendition> {
    const found = await store.read(key);
    if (found) return found;
    const lease = `render:${key}`;
    for (let pause = 25; !(await leases.acquire(lease, owner, leaseMs)); pause = Math.min(pause * 2, 250)) {
      await sleep(pause, undefined, { signal });
      const made = await store.read(key);
      if (made) return made;
    }
    try {
      // Another process may have finished between the look and the lease.
      const made = (await store.read(key)) ?? (await make(signal));
      await store.write(key, fileId, made);
      return made;
    } finally {
      await leases.release(lease, owner);
    }
  }

  function start(key: string, fileId: string, make: Make): Flight {
    const stop = new AbortController();
    const result = fly(key, fileId, make, stop.signal)
      .then((rendition) => {
        if (flights.get(key)?.stop === stop) memory.set(key, rendition);
        return rendition;
      })
      .catch((error: unknown) => {
        if (error instanceof IntaglioError && remembered.includes(error.code)) remember(key, error);
        throw error;
      })
      .finally(() => {
        if (flights.get(key)?.stop === stop) flights.delete(key);
      });
    result.catch(() => {}); // each waiter hears it; with none left it must not end the process
    const flight = { result, stop, waiting: 0 };
    flights.set(key, flight);
    return flight;
  }

  function remember(key: string, error: IntaglioError): void {
    if (failures.size >= maxFailures) failures.clear();
    failures.set(key, { error, until: clock() + rememberMs });
  }

  function recall(key: string): void {
    const failure = failures.get(key);
    if (failure && failure.until > clock()) throw failure.error;
    if (failure) failures.delete(key);
  }

  return {
    async getOrMake(key, fileId, make, signal) {
      const hot = memory.get(key);
      if (hot) return hot;
      recall(key);
      const flight = flights.get(key) ?? start(key, fileId, make);
      return wait(flight, signal, () => flights.get(key) === flight && flights.delete(key));
    },
    drop(fileId) {
      const prefix = `renditions/${fileId}/`;
      for (const [key, flight] of [...flights])
        if (key.startsWith(prefix)) {
          flights.delete(key); // what is in the making must not come back into memory
          flight.stop.abort(new IntaglioError("FILE_NOT_FOUND"));
        }
      memory.deleteWhere(prefix);
    },
    close: () => store.close(),
  };
}

/** Waits for a flight; the last waiter to leave ends it. */
async function wait(flight: Flight, signal: AbortSignal | undefined, forget: () => void): Promise<Rendition> {
  flight.waiting += 1;
  const leave = Promise.withResolvers<never>();
  const onAbort = (): void => leave.reject(new IntaglioError("BODY_MALFORMED", "the client has gone"));
  signal?.addEventListener("abort", onAbort, { once: true });
  if (signal?.aborted) onAbort();
  try {
    return await Promise.race([flight.result, leave.promise]);
  } finally {
    signal?.removeEventListener("abort", onAbort);
    flight.waiting -= 1;
    if (flight.waiting === 0 && signal?.aborted) {
      forget();
      flight.stop.abort(new IntaglioError("RENDER_TIMEOUT", "nobody waits for it any longer"));
    }
  }
}
