/** Renditions, made once however many ask: in this process by a shared flight, across processes by a lease. */
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError, type LeaseTable, type OpenBlob } from "@intaglio/contract";
import type { Logger, Rendition, Renditions, Waiter } from "../engine.ts";
import { inBatches, type Batches } from "./batches.ts";
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
/** Leases of what is kept are let go in batches: nobody else can want them in the meantime. Milliseconds. */
const letGoMs = 25;

/** A rendition to give out at once. It resolves when it is kept, or cannot be; throws `FILE_NOT_FOUND` when its file went meanwhile. */
interface Made {
  readonly rendition: Rendition;
  readonly kept: Promise<void>;
}

/** The cache: memory, then what is in the making, then the store, then the renderer. */
export class RenditionCache implements Renditions {
  readonly #parts: RenditionParts;
  readonly #flights = new Map<string, Flight<Rendition>>();
  readonly #failures: Failures;
  /** Ends by themselves if it fails. */
  readonly #leases: Batches<string, void>;
  /** What is being kept while its picture goes out already. */
  readonly #keeping = new Set<Promise<void>>();
  #making = 0;
  #toldAt = 0;

  constructor(parts: RenditionParts) {
    this.#parts = parts;
    this.#failures = createFailures(parts.clock);
    this.#leases = inBatches(letGoMs, async (names) => {
      await parts.leases.release(names, parts.owner).catch(() => {});
      return [];
    });
  }

  async getOrMake(key: string, fileId: string, make: Make, waiter?: Waiter): Promise<Rendition> {
    const hot = this.#parts.memory.get(key);
    if (hot) return hot;
    this.#failures.check(key);
    const flight = this.#flights.get(key) ?? this.#start(key, fileId, make);
    return flight.wait(waiter?.signal, () => this.#land(key, flight));
  }

  recall(key: string): Rendition | undefined {
    return this.#parts.memory.get(key);
  }

  async find(key: string): Promise<Rendition | undefined> {
    const { memory, store } = this.#parts;
    const hot = memory.get(key);
    if (hot) return hot;
    const kept = await store.read(key);
    if (kept) memory.set(key, kept);
    return kept;
  }

  async isKept(key: string): Promise<boolean> {
    await Promise.allSettled(this.#keeping);
    return this.#parts.store.has(key);
  }

  open(key: string): Promise<OpenBlob | undefined> {
    return this.#parts.store.open(key);
  }

  async prepare(key: string, fileId: string, make: Make, signal: AbortSignal): Promise<void> {
    const { kept } = await this.#readOrMake(key, fileId, make, signal);
    await kept;
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

  async close(): Promise<void> {
    await this.#parts.store.close();
    await Promise.allSettled(this.#keeping);
    await this.#leases.flush();
  }

  #start(key: string, fileId: string, make: Make): Flight<Rendition> {
    const flight: Flight<Rendition> = new Flight(async (signal) => {
      try {
        const { rendition, kept } = await this.#readOrMake(key, fileId, make, signal);
        if (this.#flights.get(key) === flight) this.#parts.memory.set(key, rendition);
        // Until it is kept, whoever asks again finds the flight.
        const done = kept.catch(() => this.#parts.memory.delete(key)).finally(() => this.#land(key, flight));
        this.#keeping.add(done);
        void done.finally(() => this.#keeping.delete(done));
        return rendition;
      } catch (error) {
        const told = this.#failures.note(key, error);
        this.#land(key, flight);
        throw told;
      }
    });
    this.#flights.set(key, flight);
    return flight;
  }

  #land(key: string, flight: Flight<Rendition>): void {
    if (this.#flights.get(key) === flight) this.#flights.delete(key);
  }

  async #readOrMake(key: string, fileId: string, make: Make, signal: AbortSignal): Promise<Made> {
    const { store, maxMaking } = this.#parts;
    const found = await store.read(key);
    if (found) return { rendition: found, kept: Promise.resolve() };
    // Before leases and bytes: refusing a flood must cost less than serving it.
    if (this.#making >= maxMaking) throw this.#full();
    this.#making += 1;
    const landed = (): void => void (this.#making -= 1);
    try {
      const made = await this.#makeAlone(key, fileId, make, signal);
      void made.kept.catch(() => {}).finally(landed);
      return made;
    } catch (error) {
      landed();
      throw error;
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
  async #makeAlone(key: string, fileId: string, make: Make, signal: AbortSignal): Promise<Made> {
    const { store, leases, owner, leaseMs } = this.#parts;
    const lease = `render:${key}`;
    // A database that does not answer costs a picture made twice, not a picture.
    const acquire = (): Promise<boolean> => leases.acquire(lease, owner, leaseMs).catch(() => true);
    for (let pause = 25; !(await acquire()); pause = Math.min(pause * 2, 250)) {
      await sleep(pause, undefined, { signal }).catch(() => signal.throwIfAborted()); // its own error hides the reason
      const rendition = await store.read(key);
      if (rendition) return { rendition, kept: Promise.resolve() };
    }
    const renewing = setInterval(() => void acquire(), leaseMs / 3); // the line may be long
    const letGo = (): void => {
      clearInterval(renewing);
      void this.#leases.add(lease);
    };
    try {
      // Another process may have finished between the look and the lease.
      const found = await store.read(key);
      const rendition = found ?? (await make(signal));
      const kept = (found ? Promise.resolve() : store.write(key, fileId, rendition)).finally(letGo);
      return { rendition, kept };
    } catch (error) {
      letGo();
      throw error;
    }
  }
}
