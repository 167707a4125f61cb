/** Options to a running server. */
import { availableParallelism } from "node:os";
import {
  checkEncode,
  IntaglioError,
  isFileId,
  type Delivery,
  type Dialect,
  type EventName,
  type Fetchable,
  type FileRecord,
  type Listener,
  type Plan,
  type PlanPart,
  type UploadLimits,
  type UploadTicket,
} from "@intaglio/contract";
import { bake } from "../bake.ts";
import { createHooks } from "../notify/hooks.ts";
import { createActivity } from "./activity.ts";
import { createFiles, type Files } from "./files.ts";
import { createLogger } from "./log.ts";
import type { IntaglioOptions } from "./options.ts";
import { readParts, readPresets } from "./presets.ts";
import { answer, ownsUrl, type Frontage } from "./router.ts";
import { resolveOptions } from "./resolve-options.ts";
import { deriveKey, resolveSecret } from "./secret.ts";
import { wire, type Running } from "./wire.ts";

/** What {@link Intaglio.url} may be told beside the plan. */
export interface UrlOptions {
  /** Seconds the URL is good for, 1 to 315,360,000 (ten years). Default: a day. */
  readonly expiresIn?: number;
  /** The name a download gets. */
  readonly fileName?: string;
  /** `exact`: this URL alone. `file`: the file with any operations, so hand it only to whom you trust with the original. Default: `exact`. */
  readonly reach?: "exact" | "file";
  /** False: without a token, for what the delivery policy makes public. Default: true. */
  readonly signed?: boolean;
}

/** What {@link Intaglio.signUpload} allows. */
export interface UploadOptions extends UploadLimits {
  /** Seconds the ticket is good for, 1 to 86,400. Default: 600. */
  readonly expiresIn?: number;
}

/** A server of signed uploads and tamper-proof pictures. Hand it to an adapter, or call its `fetch`. */
export interface Intaglio<PresetName extends string = string> extends Fetchable {
  /** The library. */
  readonly files: Files;
  /**
   * A signed URL, in the first dialect's spelling: of the original without a plan, or of what a preset's name or a
   * list of parts makes of it. Whether the file exists is not looked up.
   * Throws `FILE_ID_INVALID`, `PLAN_*`, `PLAN_UNSAYABLE`, or `FIELD_INVALID` for a bad option or an unknown preset.
   */
  url(fileId: string, plan?: PresetName | readonly PlanPart[], options?: UrlOptions): string;
  /** A ticket with which a browser may upload one file. Throws `FIELD_INVALID` for a bad option. */
  signUpload(options?: UploadOptions): UploadTicket;
  /** Makes a rendition a file of its own. Throws `FILE_NOT_FOUND`, `FILE_NOT_IMAGE`, `PLAN_*`, or what rendering throws. */
  bake(fileId: string, plan: PresetName | readonly PlanPart[]): Promise<FileRecord>;
  /** Listens; the result stops listening. */
  on<Name extends EventName>(name: Name, listener: Listener<Name>): () => void;
  /** Resolves when the stores are open; rejects with the reason when they cannot be. `fetch` waits by itself. */
  ready(): Promise<void>;
  /** Refuses new requests with 503, waits up to 10 s for those under way, ends the workers and closes the stores. */
  close(): Promise<void>;
}

const daySeconds = 86_400;
/** How long closing waits for requests under way. */
const graceMs = 10_000;

/**
 * Makes a server. It starts at once, in the background; requests wait for it.
 * Throws `OPTIONS_INVALID` naming every wrong option with what was expected.
 */
export function createIntaglio<const PresetName extends string = never>(
  options: IntaglioOptions<PresetName>,
): Intaglio<PresetName> {
  const clock = options.clock ?? Date.now;
  const log = options.logger ?? createLogger(clock);
  const settings = resolveOptions(options, resolveSecret(options.secret, log), availableParallelism() + 1);
  const presets = readPresets(options.presets ?? {});
  const dialects = createDialects(options, settings.secret);
  const hooks = createHooks(log);
  const { database, blobs, renditions } = options;
  const parts = {
    settings,
    dialects,
    presets,
    teller: hooks,
    log,
    clock,
    database,
    blobs,
    renditionBlobs: renditions?.blobs,
  };
  let running: Running | undefined;
  const starting = wire(parts).then((started) => (running = started));
  starting.catch((error: unknown) => log.error("Intaglio could not start", { reason: String(error) }));
  const activity = createActivity();
  const engine = () => {
    activity.check();
    return running?.engine ?? starting.then((started) => started.engine);
  };
  const front: Frontage = { basePath: settings.basePath, dialects, log, engine };
  const speak = dialects[0] as Dialect;
  const nowSeconds = (): number => Math.floor(clock() / 1000);
  const absolute = (path: string): string => settings.publicUrl + settings.basePath + path;
  const planOf = (plan: PresetName | readonly PlanPart[]): Omit<Plan, "source"> => {
    const known = typeof plan === "string" ? presets.get(plan)?.plan : readParts(plan);
    if (!known) throw invalid("preset", `one of ${[...presets.keys()].join(", ") || "none: no presets are set"}`);
    return known;
  };
  return {
    fetch: (request) => activity.run(() => answer(front, request)),
    owns: (url) => ownsUrl(front, url),
    files: createFiles(engine),
    url(fileId, plan = [], { expiresIn = daySeconds, fileName, reach = "exact", signed = true } = {}) {
      const delivery = toDelivery(fileId, plan.length === 0 ? undefined : planOf(plan), fileName);
      const path = speak.format(delivery);
      if (!signed) return absolute(path);
      return absolute(speak.sign(path, nowSeconds() + seconds("expiresIn", expiresIn, daySeconds * 3650), reach));
    },
    signUpload({ expiresIn = 600, ...limits } = {}) {
      const now = nowSeconds();
      const ticket = speak.ticket(limits, now, now + seconds("expiresIn", expiresIn, daySeconds));
      return { ...ticket, url: absolute(ticket.url) };
    },
    async bake(fileId, plan) {
      return bake(await engine(), { ...planOf(plan), source: { kind: "file", id: checkedId(fileId) } });
    },
    on: (name, listener) => hooks.on(name, listener),
    ready: async () => void (await starting),
    async close() {
      await activity.stop(graceMs);
      await (await starting).close();
    },
  };
}

function createDialects(options: IntaglioOptions, secret: string): readonly Dialect[] {
  const names = options.dialects.map(({ name }) => name);
  if (new Set(names).size < names.length)
    throw new IntaglioError("OPTIONS_INVALID", `dialects: ${names.join(", ")} has one twice`);
  return options.dialects.map((setup) =>
    setup.create({ deriveKey: (purpose) => deriveKey(secret, `dialect/${setup.name}/${purpose}`) }),
  );
}

function toDelivery(fileId: string, plan: Omit<Plan, "source"> | undefined, fileName: string | undefined): Delivery {
  const source = { kind: "file", id: checkedId(fileId) } as const;
  const named = fileName === undefined ? {} : { fileName };
  if (!plan) return { answer: "original", plan: { source, steps: [], encode: checkEncode({}) }, ...named };
  return { answer: "image", plan: { source, ...plan }, ...named };
}

function checkedId(fileId: string): string {
  if (!isFileId(fileId))
    throw new IntaglioError("FILE_ID_INVALID", `not a file's id: ${JSON.stringify(fileId)?.slice(0, 60)}`);
  return fileId;
}

function seconds(name: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalid(name, `whole seconds from 1 to ${max}`);
}

function invalid(name: string, expected: string): IntaglioError {
  return new IntaglioError("FIELD_INVALID", `${name} must be ${expected}`, { hint: `${name} must be ${expected}` });
}
