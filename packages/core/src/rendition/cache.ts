/** Renditions, made once however many ask: in this process by a shared flight, across processes by a lease. */
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError, type LeaseTable, type OpenBlob } from "@intaglio/contract";
import type { Logger, Rendition, Renditions, Waiter } from "../engine.ts";
import { createFailures, type Failures } from "./failures.ts";
import { Flight } from "./flight.ts";
import type { MemoryCache } from "./memory.ts";
import type { RenditionStore } from "./store.ts";

type Make = (signal: AbortSignal) => Promise<Rendition>;

/** What {@link RenditionCache} works on. */
export interface RenditionParts {
  readonly memory: MemoryCache;
  readonly store: RenditionStore;
  readonly leases: LeaseTable;
  /** This process's name among those that share the store. */
  readonly owner: string;
  /** How long a lease holds when its owner dies; a living one renews it. */
  readonly leaseMs: number;
  /** How many may be in the making, those in line for a worker among them; more are refused with `QUEUE_FULL`. */
  readonly maxMaking: number;
  readonly clock: () => number;
  readonly log: Logger;
}

/** Refusals are told at most this often. */
const tellEveryMs = 1_000;

/** The cache: memory, then what is in the making, then the store, then the renderer. */
export class RenditionCache implements Renditions {
  readonly #parts: RenditionParts;
  readonly #flights = new Map<string, Flight<Rendition>>();
  readonly #failures: Failures;
  #making = 0;
  #toldAt = 0;

  constructor(parts: RenditionParts) {
    this.#parts = parts;
    this.#failures = createFailures(parts.clock);
  }

  async getOrMake(key: string, fileId: string, make: Make, waiter?: Waiter): Promise<Rendition> {
    const hot = this.#parts.memory.get(key);
    if (hot) return hot;
    this.#failures.check(key);
    const flight = this.#flights.get(key) ?? this.#start(key, fileId, make);
    return flight.wait(waiter?.signal, () => this.#land(key, flight));
  }

  async find(key: string): Promise<Rendition | undefined> {
    const { memory, store } = this.#parts;
    const hot = memory.get(key);
    if (hot) return hot;
    const kept = await store.read(key);
    if (kept) memory.set(key, kept);
    return kept;
  }

  open(key: string): Promise<OpenBlob | undefined> {
    return this.#parts.store.open(key);
  }

  async prepare(key: string, fileId: string, make: Make, signal: AbortSignal): Promise<void> {
    await this.#readOrMake(key, fileId, make, signal);
  }

  drop(fileId: string): void {
    const prefix = `renditions/${fileId}/`;
    for (const [key, flight] of this.#flights)
      if (key.startsWith(prefix)) {
        this.#land(key, flight); // what is in the making must not come back into memory
        flight.end(new IntaglioError("FILE_NOT_FOUND"));
      }
    this.#parts.memory.deleteWhere(prefix);
  }

  close(): Promise<void> {
    return this.#parts.store.close();
  }

  #start(key: string, fileId: string, make: Make): Flight<Rendition> {
    const flight: Flight<Rendition> = new Flight(async (signal) => {
      try {
        const rendition = await this.#readOrMake(key, fileId, make, signal);
        if (this.#flights.get(key) === flight) this.#parts.memory.set(key, rendition);
        return rendition;
      } catch (error) {
        this.#failures.note(key, error);
        throw error;
      } finally {
        this.#land(key, flight);
      }
    });
    this.#flights.set(key, flight);
    return flight;
  }

  #land(key: string, flight: Flight<Rendition>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  async #readOrMake(key: string, fileId: string, make: Make, signal: AbortSignal): Promise<Rendition> {
    const { store, maxMaking } = this.#parts;
    const found = await store.read(key);
    if (found) return found;
    // Before leases and bytes: refusing a flood must cost less than serving it.
    if (this.#making >= maxMaking) throw this.#full();
    this.#making += 1;
    try {
      return await this.#makeAlone(key, fileId, make, signal);
    } finally {
      this.#making -= 1;
    }
  }

  #full(): IntaglioError {
    const { clock, log, maxMaking } = this.#parts;
    if (clock() - this.#toldAt > tellEveryMs) {
      this.#toldAt = clock();
      log.warn("renders are refused: too many are in the making", { making: maxMaking });
    }
    return new IntaglioError("QUEUE_FULL", `${maxMaking} pictures are in the making`, { retryAfterSeconds: 2 });
  }

  /** Makes it, or waits for the process that is at it. */
  async #makeAlone(key: string, fileId: string, make: Make, signal: AbortSignal): Promise<Rendition> {
    const { store, leases, owner, leaseMs } = this.#parts;
    const lease = `render:${key}`;
    // A database that does not answer costs a picture made twice, not a picture.
    const acquire = (): Promise<boolean> => leases.acquire(lease, owner, leaseMs).catch(() => true);
    for (let pause = 25; !(await acquire()); pause = Math.min(pause * 2, 250)) {
      await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted()); // its own error hides the reason
      const made = await store.read(key);
      if (made) return made;
    }
    const renewing = setInterval(() => void acquire(), leaseMs / 3); // the line may be long
    try {
      // Another process may have finished between the look and the lease.
      const made = (await store.read(key)) ?? (await make(signal));
      await store.write(key, fileId, made);
      return made;
    } finally {
      clearInterval(renewing);
      await leases.release(lease, owner).catch(() => {}); // it ends by itself
    }
  }
}
