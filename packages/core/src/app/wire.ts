/** Wires the engine: opens the stores, starts the renderer, and ends them all again. */
import { createHmac, createSecretKey, randomUUID } from "node:crypto";
import { join } from "node:path";
import type { BlobStore, Dialect, JobHandlers, RecordStore } from "@intaglio/contract";
import { createUnderstander } from "../dialect/understand.ts";
import type { Engine, Logger, Preset, Teller } from "../engine.ts";
import { createHookCaller, hookDialect } from "../call-hook.ts";
import { fetchJob, runFetch } from "../fetch-file.ts";
import { createRemoteGuard } from "../guard/remote.ts";
import { diskBlobs } from "../library/blobs-disk.ts";
import { describeError } from "../library/jobs/outcome.ts";
import { sqlRecords } from "../library/records/index.ts";
import { sweepLibrary } from "../library/sweep.ts";
import { hookJob } from "../notify/hook-call.ts";
import { readDetector } from "../pipeline/load-detector.ts";
import { createRenderer } from "../pipeline/renderer.ts";
import { createProjects } from "../projects/projects.ts";
import { RenditionCache } from "../rendition/cache.ts";
import { IdleWork } from "../rendition/idle-work.ts";
import { createMemoryCache } from "../rendition/memory.ts";
import { ReadyAnswers } from "../rendition/ready.ts";
import { RenditionStore } from "../rendition/store.ts";
import { backupHandlers } from "../queue-backups.ts";
import type { Settings } from "../settings.ts";
import { deriveKey } from "./secret.ts";
import { startBackups, tellBackups, tidyBackups } from "./wire-backups.ts";
import { wireHooks } from "./wire-hooks.ts";

/** How often left-overs and expired files are looked for. */
const sweepEveryMs = 15 * 60_000;
/** How long others wait for a picture whose maker died. */
const renderLeaseMs = 15_000;
/** The age from which left-overs are nobody's any more: no upload may take as long. */
const hourMs = 3_600_000;
/** Places in the workers' line for measuring what is uploaded: renders can never fill them. */
const uploadsInLine = 100;

/** What {@link wire} puts together. */
export interface WireParts {
  readonly settings: Settings;
  readonly dialects: readonly Dialect[];
  readonly presets: ReadonlyMap<string, Preset>;
  readonly teller: Teller;
  readonly log: Logger;
  readonly clock: () => number;
  readonly access: Engine["access"];
  readonly database: string | RecordStore | undefined;
  readonly blobs: BlobStore | undefined;
  readonly renditionBlobs: BlobStore | undefined;
  readonly storages: Engine["storages"];
  readonly backupStores: Engine["backupStores"];
}

/** A running engine and the way to end it. */
export interface Running {
  readonly engine: Engine;
  close(): Promise<void>;
}

/** Opens everything. Throws `DATABASE_FAILED` or `STORAGE_FAILED` when a store cannot be opened, `OPTIONS_INVALID` for a detector that cannot be loaded. */
export async function wire(parts: WireParts): Promise<Running> {
  const { settings, log, clock, dialects, presets, teller } = parts;
  const detector = await openDetector(settings);
  const records = await openRecords(parts);
  const stores = await openStores(parts);
  const pixels = openPixels(settings, detector, log);
  const renditions = openRenditions(parts, records, stores.renditionBlobs);
  const idle = new IdleWork({ isBusy: () => pixels.isBusy(), log });
  const digest = createDigest(settings.secret, "renditions");
  const token = createDigest(settings.secret, "tokens");
  const understander = createUnderstander();
  const hooks = wireHooks({ settings, dialects, records, log, clock, teller });
  const engine: Engine = {
    settings,
    log,
    clock,
    dialects,
    presets,
    records,
    jobs: records.jobs,
    access: parts.access,
    ...stores,
    pixels,
    detector,
    renditions,
    ready: new ReadyAnswers(),
    idle,
    ...hooks,
    teller: tellBackups(hooks.teller, () => engine),
    understander,
    projects: createProjects({
      documents: records.documents,
      settings,
      dialects,
      backupStores: parts.backupStores,
      deriveKey: (purpose) => deriveKey(settings.secret, purpose),
    }),
    remote: createRemoteGuard(settings.remote, settings.publicUrl),
    digest,
    token,
  };
  startJobs(engine);
  const stopBackups = startBackups(engine);
  const stopSweeping = startSweeping(engine);
  return {
    engine,
    async close() {
      await Promise.all([stopBackups(), stopSweeping()]);
      await records.jobs.close(); // they may need all that is closed next
      const idled = idle.close();
      await pixels.close(); // ends what is under way there
      await idled;
      await renditions.close();
      await closeStores(engine);
      await records.close();
    },
  };
}

async function openDetector({ render: { detector } }: Settings): Promise<Engine["detector"]> {
  return detector === undefined ? undefined : readDetector(detector);
}

type Stores = Pick<Engine, "blobs" | "renditionBlobs" | "storages" | "backupStores">;

async function openStores({ blobs, renditionBlobs, storages, backupStores, settings }: WireParts): Promise<Stores> {
  const stores = {
    blobs: blobs ?? diskBlobs({ folder: join(settings.data, "files") }),
    renditionBlobs: renditionBlobs ?? diskBlobs({ folder: join(settings.data, "renditions"), durable: false }),
  };
  for (const store of Object.values(stores)) await store.stat("start"); // a folder nobody may write to is heard of at once
  return { ...stores, storages, backupStores };
}

async function closeStores({ blobs, renditionBlobs, storages, backupStores }: Stores): Promise<void> {
  const outside = [...storages.values()].map((storage) => storage.blobs);
  const stores = new Set([blobs, renditionBlobs, ...outside, ...backupStores.values()]);
  await Promise.all([...stores].map((store) => store.close()));
}

function openPixels({ render, limits, fonts }: Settings, detector: Engine["detector"], log: Logger): Engine["pixels"] {
  return createRenderer({
    mode: render.renderer,
    workers: render.workers,
    queueLength: render.queueLength + uploadsInLine,
    deadlineMs: render.deadlineSeconds * 1000,
    memoryBytes: render.memoryBytes,
    fonts,
    detector,
    limits,
    log,
  });
}

function openRenditions({ settings, clock, log }: WireParts, records: RecordStore, blobs: BlobStore): RenditionCache {
  const { maxBytes, memoryBytes } = settings.renditions;
  return new RenditionCache({
    memory: createMemoryCache(memoryBytes),
    store: new RenditionStore({ ledger: records.renditions, blobs, maxBytes, clock, log }),
    leases: records.leases,
    owner: randomUUID(),
    leaseMs: renderLeaseMs,
    maxMaking: settings.render.workers + settings.render.queueLength,
    clock,
    log,
  });
}

async function openRecords({ database, settings }: Pick<WireParts, "database" | "settings">): Promise<RecordStore> {
  if (typeof database === "object") return database;
  const records = sqlRecords({ database: database ?? join(settings.data, "records.sqlite") });
  await records.ready(); // a wrong address is to be heard of at the start, not at the first request
  return records;
}

function startJobs(engine: Engine): void {
  const { jobs, settings, log } = engine;
  jobs.start(createHandlers(engine), {
    ...settings.jobs,
    report: (error, what) => log.warn("work in the background failed", { what, reason: describeError(error) }),
  });
}

/** What the recipes leave for later. */
function createHandlers(engine: Engine): JobHandlers {
  return {
    [fetchJob]: (job) => runFetch(engine, job),
    ...backupHandlers(engine),
    ...(hookDialect(engine) && { [hookJob]: createHookCaller(engine) }),
  };
}

function createDigest(secret: string, purpose: string): (text: string) => string {
  const key = createSecretKey(deriveKey(secret, purpose));
  return (text) => createHmac("sha256", key).update(text).digest("hex");
}

/** Sweeps now and then; gives the way to stop, which waits for a sweep under way. */
function startSweeping(engine: Engine): () => Promise<void> {
  const { records, blobs, renditionBlobs: renditions, log, clock, settings, teller } = engine;
  const stopped = new AbortController();
  const abandonedAgeMs = Math.max(hourMs, settings.limits.uploadSeconds * 2000);
  let sweeping: Promise<void> = Promise.resolve();
  const sweep = (): void => {
    const report = (error: Error, what: string): void =>
      log.warn("sweeping something failed", { what, reason: error.message });
    sweeping = sweepLibrary({
      records,
      blobs,
      renditions,
      abandonedAgeMs,
      leftOverAgeMs: abandonedAgeMs,
      clock,
      report,
      expired: (file) => teller.tell("file.removed", file, { before: file, by: "server" }),
    })
      .then(() => tidyBackups(engine, abandonedAgeMs, stopped.signal))
      .catch((error: unknown) => {
        if (!stopped.signal.aborted) log.warn("sweeping failed", { reason: String(error) });
      });
  };
  sweep();
  const timer = setInterval(sweep, sweepEveryMs).unref();
  return async () => {
    clearInterval(timer);
    stopped.abort();
    await sweeping;
  };
}
