/** Removes what no longer belongs to anything: expired files and documents, broken uploads, interrupted removals, stray renditions. */
import { randomUUID } from "node:crypto";
import { toIntaglioError } from "@intaglio/contract";
import type { FileRecord, IntaglioError } from "@intaglio/contract";
import { originalKey, renditionsPrefix } from "./keys.ts";
import { isAwaited, strayParts } from "./parts.ts";
import { removeBytes, removeFile } from "./remove-file.ts";
import type { LibraryStores } from "./remove-file.ts";

/** What a sweep needs, and how old things must be. */
export interface SweepOptions extends LibraryStores {
  /**
   * How long ago an upload must have begun, or a removal been interrupted, to be cleared away; no upload may take longer.
   * Default: 24 hours.
   */
  readonly abandonedAgeMs?: number;
  /** How old left-overs on the blob stores must be: pieces of broken puts, renditions without a ledger entry. Default: 24 hours. */
  readonly leftOverAgeMs?: number;
  /** Gives the Unix time in milliseconds. Default: the system's clock. */
  readonly clock?: () => number;
  /** Hears of each temporary file that went because nobody stored it. Default: nobody does. */
  readonly expired?: (file: FileRecord) => Promise<void>;
  /** Hears of each thing that could not be removed; the sweep goes on with the next. Default: nobody does. */
  readonly report?: (error: IntaglioError, what: string) => void;
  /** Ends the sweep early, between two things. */
  readonly signal?: AbortSignal;
}

/** How many things one sweep removed. */
export interface SweepCounts {
  expired: number;
  abandoned: number;
  strayRenditions: number;
  leftOvers: number;
}

const dayMs = 86_400_000;
const leaseName = "sweep";
const leaseMs = 120_000;
const batch = 100;

/**
 * One sweep, unless another process is at it: then undefined. Everything in it may be repeated and may be interrupted
 * at any point. Throws only when the records cannot be reached, or when `signal` fires.
 */
export async function sweepLibrary(options: SweepOptions): Promise<SweepCounts | undefined> {
  const owner = randomUUID();
  const { leases } = options.records;
  if (!(await leases.acquire(leaseName, owner, leaseMs))) return undefined;
  try {
    return await new Sweep(options, owner).run();
  } finally {
    await leases.release([leaseName], owner);
  }
}

class Sweep {
  readonly #options: SweepOptions;
  readonly #owner: string;
  readonly #now: number;
  readonly #counts: SweepCounts = { expired: 0, abandoned: 0, strayRenditions: 0, leftOvers: 0 };
  #renewedAt = performance.now();

  constructor(options: SweepOptions, owner: string) {
    this.#options = options;
    this.#owner = owner;
    this.#now = (options.clock ?? Date.now)();
  }

  async run(): Promise<SweepCounts> {
    const { records, abandonedAgeMs = dayMs } = this.#options;
    await this.#each(
      "expired file", // a buried one, too: it expires when it can come back no more
      () => records.expired(this.#now, batch),
      (id) => this.#removeExpired(id),
    );
    await this.#each(
      "abandoned file",
      () => records.abandoned(this.#now - abandonedAgeMs, batch),
      (id) => this.#removeAbandoned(id),
    );
    await this.#try("expired documents", async () => {
      await records.documents.dropExpired(this.#now);
    });
    await this.#try("stray renditions", () => this.#removeStrays());
    await this.#try("stray parts", () => this.#removeStrayParts());
    await this.#try("left-overs", () => this.#removeLeftOvers());
    return this.#counts;
  }

  /** Takes batch after batch, until there are no more or none of a batch could be removed. */
  async #each(what: string, next: () => Promise<string[]>, remove: (id: string) => Promise<void>): Promise<void> {
    for (let progress = true; progress;) {
      progress = false;
      const ids = await next();
      for (const id of ids) {
        const done = await this.#try(`${what} ${id}`, () => remove(id));
        progress ||= done && ids.length === batch;
      }
    }
  }

  async #removeExpired(id: string): Promise<void> {
    const removed = await removeFile(this.#options, id, { expiredBefore: this.#now }); // it may have been stored since it was listed
    if (removed === undefined) return;
    this.#counts.expired += 1;
    if (removed.removedAt === null && removed.origin === null) await this.#options.expired?.(removed);
  }

  /** Bytes first: a row is how the next sweep would find them, should this one be killed. */
  async #removeAbandoned(id: string): Promise<void> {
    const { records, blobs, report } = this.#options;
    await removeBytes(this.#options, id);
    await records.discard(id);
    await records.erase(id);
    this.#counts.abandoned += 1;
    // An upload that took longer than the age allows may have ended in between. Without bytes it must not stay.
    if ((await records.find(id)) === undefined || (await blobs.stat(originalKey(id))) !== undefined) return;
    await removeFile(this.#options, id);
    report?.(toIntaglioError(new Error("an upload took longer than abandonedAgeMs and was removed")), `file ${id}`);
  }

  /** A rendition is put before it is entered; so only old ones without an entry are strays. */
  async #removeStrays(): Promise<void> {
    const { records, renditions, leftOverAgeMs = dayMs } = this.#options;
    for await (const { key, modifiedAt } of renditions.list(renditionsPrefix)) {
      if (modifiedAt > this.#now - leftOverAgeMs) continue;
      const isStray = (await records.renditions.find(key)) === undefined;
      if (isStray && (await this.#try(`rendition ${key}`, () => renditions.remove(key))))
        this.#counts.strayRenditions += 1;
    }
  }

  /** An upload is noted before its first part is put, so a part without a note is a stray at any age. */
  async #removeStrayParts(): Promise<void> {
    const { blobs } = this.#options;
    for await (const { key } of strayParts(this.#options))
      if (await this.#try(`part ${key}`, () => blobs.remove(key))) this.#counts.leftOvers += 1;
  }

  async #removeLeftOvers(): Promise<void> {
    const { blobs, records, renditions, leftOverAgeMs = dayMs } = this.#options;
    for (const store of new Set([blobs, renditions]))
      this.#counts.leftOvers += await store.sweep(leftOverAgeMs, (key) => isAwaited({ records }, key));
  }

  /** True when it worked. Renews the lease in passing; that failing ends the sweep, since another process may be at it. */
  async #try(what: string, work: () => Promise<void>): Promise<boolean> {
    this.#options.signal?.throwIfAborted();
    await this.#renew();
    try {
      await work();
      return true;
    } catch (error) {
      if (this.#options.signal?.aborted === true) throw error;
      this.#options.report?.(toIntaglioError(error), what);
      return false;
    }
  }

  async #renew(): Promise<void> {
    if (performance.now() - this.#renewedAt < leaseMs / 4) return;
    this.#renewedAt = performance.now();
    // Nothing is harmed by two sweeps at a time, so a lease lost to a long pause is no failure.
    await this.#options.records.leases.acquire(leaseName, this.#owner, leaseMs);
  }
}
