/** Copies of what lies elsewhere: each is made once, whoever asks in whichever process, and kept as a file for a while. */
import { randomUUID } from "node:crypto";
import { setTimeout as sleep } from "node:timers/promises";
import { IntaglioError, type FileRecord } from "@intaglio/contract";
import { readCopyFacts, type CopyFacts } from "./copy-facts.ts";
import type { Engine } from "./engine.ts";
import { isOver } from "./guard/delivery.ts";
import { RemoteStatus } from "./intake/remote.ts";
import { makeCopy, type Offer, type Unchanged } from "./make-copy.ts";
import { remove } from "./remove.ts";
import { createFailures, lastingFailures, type Failures } from "./rendition/failures.ts";

/** How long other processes wait for a copy whose maker died, milliseconds. */
const leaseMs = 15_000;

/** Something elsewhere, of which a copy can be had. */
export interface Elsewhere {
  /** What the copy's record carries: the same for the same thing. */
  readonly origin: string;
  /** Requests that are allowed the same are answered together, also with the same failure. */
  readonly allowance: string;
  /** Gets it; `known` is the copy that is there, if its time is over. */
  readonly offer: (known: CopyFacts | undefined) => Promise<Offer | Unchanged>;
  /** Whether a copy that was got by this way may be given. Throws `SOURCE_FORBIDDEN`. */
  readonly admits?: (facts: CopyFacts) => void;
}

/** What one engine is copying, and what it could not. */
interface Desk {
  readonly owner: string;
  readonly underway: Map<string, Promise<FileRecord>>;
  readonly failures: Failures;
}

const desks = new WeakMap<Engine, Desk>();

function deskOf(engine: Engine): Desk {
  const lasting = ["SOURCE_UNREACHABLE", "SOURCE_FORBIDDEN", "FILE_NOT_IMAGE", "FILE_TOO_LARGE"] as const;
  const desk = desks.get(engine) ?? {
    owner: randomUUID(),
    underway: new Map<string, Promise<FileRecord>>(),
    failures: createFailures(engine.clock, [...lasting, ...lastingFailures]),
  };
  desks.set(engine, desk);
  return desk;
}

/** A record whose time is not over. */
export function present(engine: Engine, file: FileRecord | undefined): FileRecord | undefined {
  return file && isOver(file, engine.clock()) ? undefined : file;
}

/**
 * The copy that is kept, or a new one; one whose time is over, while its server gives no answer, for a while. Throws what
 * `offer` throws (the same again for a minute), `FILE_NOT_IMAGE`, `FILE_TOO_LARGE`, `IMAGE_*`, or `QUEUE_FULL` where too
 * many are being made.
 */
export async function copy(engine: Engine, thing: Elsewhere): Promise<FileRecord> {
  const kept = await findCopy(engine, thing.origin);
  if (kept && isGood(engine, thing, kept)) return kept;
  const { underway, failures } = deskOf(engine);
  const key = `${thing.allowance}|${thing.origin}`;
  try {
    failures.check(key);
    const known = underway.get(key);
    if (known) return await known;
    if (underway.size >= engine.settings.remote.fetches)
      throw new IntaglioError("QUEUE_FULL", "too many copies under way", { retryAfterSeconds: 2 });
    const making = makeAlone(engine, thing)
      .catch((error: unknown) => {
        throw failures.note(key, error);
      })
      .finally(() => underway.delete(key));
    underway.set(key, making);
    return await making;
  } catch (error) {
    if (kept && isPassing(error) && isAdmitted(thing, kept)) return kept;
    throw error;
  }
}

async function findCopy(engine: Engine, origin: string): Promise<FileRecord | undefined> {
  return present(engine, await engine.records.findByOrigin(origin));
}

function isGood(engine: Engine, thing: Elsewhere, kept: FileRecord): boolean {
  return (readCopyFacts(kept)?.freshUntil ?? Infinity) > engine.clock() && isAdmitted(thing, kept);
}

/** The way it came by is judged anew: the list may be another, or the request that was first had a token. */
function isAdmitted({ admits }: Elsewhere, kept: FileRecord): boolean {
  const facts = readCopyFacts(kept);
  if (!facts || !admits) return true;
  try {
    admits(facts);
    return true;
  } catch (error) {
    if (error instanceof IntaglioError && error.code === "SOURCE_FORBIDDEN") return false;
    throw error;
  }
}

/** A server's or a network's trouble, or ours: what was there a moment ago may well be there still. */
function isPassing(error: unknown): boolean {
  if (!(error instanceof IntaglioError)) return false;
  if (error.code !== "SOURCE_UNREACHABLE") return error.code === "QUEUE_FULL";
  const { cause } = error.detail;
  return !(cause instanceof RemoteStatus) || cause.status >= 500 || [408, 429].includes(cause.status);
}

/** Makes it, or waits for the process that is at it. */
async function makeAlone(engine: Engine, thing: Elsewhere): Promise<FileRecord> {
  const { owner } = deskOf(engine);
  const lease = `copy:${thing.origin}`;
  const holder = `${owner}/${thing.allowance}`;
  const acquire = (): Promise<boolean> => engine.records.leases.acquire(lease, holder, leaseMs);
  for (let pause = 25; !(await acquire()); pause = Math.min(pause * 2, 250)) {
    await sleep(pause);
    const kept = await findCopy(engine, thing.origin);
    if (kept && isGood(engine, thing, kept)) return kept;
  }
  const renewing = setInterval(() => void acquire().catch(() => {}), leaseMs / 3);
  try {
    // Another may have finished between the look and the lease.
    const kept = await engine.records.findByOrigin(thing.origin);
    const current = present(engine, kept);
    if (current && isGood(engine, thing, current)) return current;
    return await make(engine, thing, kept);
  } finally {
    clearInterval(renewing);
    await engine.records.leases.release([lease], holder).catch(() => {}); // it ends by itself
  }
}

async function make(engine: Engine, thing: Elsewhere, kept: FileRecord | undefined): Promise<FileRecord> {
  try {
    const current = present(engine, kept);
    return await makeCopy(engine, thing.origin, kept, await thing.offer(current && readCopyFacts(current)));
  } catch (error) {
    const isGone =
      error instanceof IntaglioError &&
      error.code === "SOURCE_UNREACHABLE" &&
      error.detail.cause instanceof RemoteStatus;
    if (kept && isGone && !isPassing(error)) await remove(engine, kept.id);
    throw error;
  }
}
