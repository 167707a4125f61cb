/** Options to a running server. */
import { availableParallelism } from "node:os";
import {
  atOnce,
  IntaglioError,
  readTarget,
  type Asked,
  type Dialect,
  type EventName,
  type Fetchable,
  type FileRecord,
  type Listener,
  type PlanPart,
  type UploadTicket,
} from "@intaglio/contract";
import { bake } from "../bake.ts";
import { createMount } from "../dialect/mount.ts";
import type { Translation } from "../dialect/translate.ts";
import { deliverAtOnce } from "../deliver.ts";
import { rawUrl } from "../exchange.ts";
import { explain } from "../explain.ts";
import type { ExplainOptions, Explanation } from "../explanation.ts";
import { createHooks } from "../notify/hooks.ts";
import { createActivity } from "./activity.ts";
import { createBackups, type Backups } from "./backups.ts";
import { createFiles, type Files } from "./files.ts";
import { createLinks, type SignOptions, type UploadOptions, type UrlOptions } from "./links.ts";
import { createLogger } from "./log.ts";
import type { IntaglioOptions } from "./options.ts";
import { readPresets } from "./presets.ts";
import { sendAtOnce } from "../respond/send.ts";
import { checkWorkerFile } from "../pipeline/worker-file.ts";
import type { Settings } from "../settings.ts";
import { createResumableDoor } from "./resumable.ts";
import { answer, ownsUrl, type Frontage } from "./router.ts";
import { createProjectAccess, type ProjectAccess } from "./projects.ts";
import { backupStoresOf, resolveOptions, storagesOf } from "./resolve-options.ts";
import { deriveKey, resolveSecret } from "./secret.ts";
import { translateUrl } from "./translate.ts";
import { createWebhooks, type Webhooks } from "./webhooks.ts";
import { wire, type Running, type WireParts } from "./wire.ts";

/** A server of signed uploads and tamper-proof pictures. Hand it to an adapter, or call its `fetch`. */
export interface Intaglio<PresetName extends string = string> extends Fetchable {
  /** The library. */
  readonly files: Files;
  /** Projects beside the server's own; needs the option `projects`. */
  readonly projects: ProjectAccess<PresetName>;
  /** Copies of all stored files on another store; needs the option `backup`, or projects with one. */
  readonly backups: Backups;
  /** Addresses that are told of events, and what became of the messages. */
  readonly webhooks: Webhooks;
  /**
   * A signed URL, in the first dialect's spelling: of the original without a plan, or of what a preset's name or a
   * list of parts makes of it. Whether the file exists is not looked up.
   * Throws `FILE_ID_INVALID`, `PLAN_*`, `PLAN_UNSAYABLE`, or `FIELD_INVALID` for a bad option or an unknown preset.
   */
  url(fileId: string, plan?: PresetName | readonly PlanPart[], options?: UrlOptions): string;
  /**
   * A picture's address as it stands, in any of this server's dialects, with a token for it alone: for clients that write
   * addresses themselves. Whoever asks gets what the address says, so decide first whether they may have it.
   * Throws `ROUTE_UNKNOWN` for what is no picture's address, `FIELD_INVALID` for one with a query or a bad option, and
   * what reading the address throws.
   */
  sign(url: string, options?: SignOptions): string;
  /** A ticket with which a browser may upload one file. Throws `FIELD_INVALID` for a bad option. */
  signUpload(options?: UploadOptions): UploadTicket;
  /** Makes a rendition a file of its own. Throws `FILE_NOT_FOUND`, `FILE_NOT_IMAGE`, `PLAN_*`, or what rendering throws. */
  bake(fileId: string, plan: PresetName | readonly PlanPart[]): Promise<FileRecord>;
  /**
   * What an address means and what it would be answered, worked out without rendering or fetching anything. It tells of
   * files whoever asks: never hand it to strangers. What is wrong with the address is told, not thrown.
   */
  explain(url: string, options?: ExplainOptions): Promise<Explanation>;
  /**
   * The same picture's address in the words of another of this server's dialects, without a token; or what those words
   * cannot say. An address that may mean one of several files, or that asks about its file, means the one that is there
   * now. Nothing is rendered or fetched; but since it tells that a file is there, it is for you, not for strangers.
   * Rejects with `FIELD_INVALID` for an unknown dialect, and with what reading the address throws.
   */
  translate(url: string, dialectName: string): Promise<Translation>;
  /** Listens; the result stops listening. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
  /** Resolves when the stores are open; rejects with the reason when they cannot be. `fetch` waits by itself. */
  ready(): Promise<void>;
  /** Refuses new requests with 503, waits up to 10 s for those under way, ends the workers and closes the stores. */
  close(): Promise<void>;
}

/** How long closing waits for requests under way. */
const graceMs = 10_000;

/**
 * Makes a server. It starts at once, in the background; requests wait for it.
 * Throws `OPTIONS_INVALID` naming every wrong option with what was expected, or when a bundler has
 * left the file of the worker processes behind.
 */
export function createIntaglio<const PresetName extends string = never>(
  options: IntaglioOptions<PresetName>,
): Intaglio<PresetName> {
  const clock = options.clock ?? Date.now;
  const log = options.logger ?? createLogger(clock);
  const settings = resolveOptions(options, resolveSecret(options.secret, log), availableParallelism() + 1);
  if (settings.render.renderer === "processes") checkWorkerFile();
  const presets = readPresets(options.presets ?? {});
  const dialects = createDialects(options, settings);
  const hooks = createHooks(log);
  const parts = { settings, dialects, presets, teller: hooks, log, clock, ...givenParts(options) };
  let running: Running | undefined;
  const starting = wire(parts).then((started) => (running = started));
  starting.catch((error: unknown) => log.error("Intaglio could not start", { reason: String(error) }));
  const activity = createActivity();
  const engine = () => {
    activity.check();
    return running?.engine ?? starting.then((started) => started.engine);
  };
  const { basePath } = settings;
  const front: Frontage = {
    basePath,
    dialects,
    mount: createMount(dialects, basePath, readTarget),
    log,
    resumable: createResumableDoor(options.resumable, dialects, settings, engine),
    engine,
  };
  const links = createLinks(settings, presets, dialects, clock);
  const findReady = (asked: Asked) =>
    running && !activity.isStopping() ? deliverAtOnce(running.engine, asked) : undefined;
  return {
    async fetch(request) {
      const { method, headers } = request;
      const ready = findReady({ method, url: rawUrl(request), header: (name) => headers.get(name) });
      return ready ? sendAtOnce(ready) : activity.run(() => answer(front, request));
    },
    [atOnce]: findReady,
    owns: (url) => ownsUrl(front, url),
    files: createFiles(engine),
    projects: createProjectAccess(engine, (dialect, project) =>
      createLinks(settings, presets, [dialect], clock, project),
    ),
    backups: createBackups(engine, activity),
    webhooks: createWebhooks(engine),
    url: (fileId, plan, urlOptions) => links.url(fileId, plan, urlOptions),
    sign: (url, signOptions) => links.sign(url, signOptions),
    signUpload: (uploadOptions) => links.ticket(uploadOptions),
    bake: async (fileId, plan) => bake(await engine(), links.plan(fileId, plan)),
    explain: async (url, explainOptions) => explain(await engine(), url, explainOptions),
    translate: async (url, dialectName) => translateUrl(await engine(), url, dialectName),
    on: (name, listener) => hooks.on(name, listener),
    ready: async () => void (await starting),
    async close() {
      await activity.stop(graceMs);
      await (await starting).close();
    },
  };
}

function createDialects(options: IntaglioOptions, { secret, publicUrl, basePath }: Settings): readonly Dialect[] {
  const names = options.dialects.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new IntaglioError("OPTIONS_INVALID", `dialects: ${names.join(", ")} has one twice`);
  return options.dialects.map((setup) =>
    setup.create({
      deriveKey: (purpose) => deriveKey(secret, `dialect/${setup.name}/${purpose}`),
      baseUrl: publicUrl + basePath,
    }),
  );
}

type GivenParts = Omit<WireParts, "settings" | "dialects" | "presets" | "teller" | "log" | "clock">;

/** What options give that is no setting but a thing to be used. */
function givenParts(options: IntaglioOptions): GivenParts {
  const { access, database, blobs, renditions } = options;
  return {
    access,
    database,
    blobs,
    renditionBlobs: renditions?.blobs,
    backupStores: backupStoresOf(options),
    storages: storagesOf(options),
  };
}
