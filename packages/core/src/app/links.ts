/** What is handed to browsers: signed URLs, and tickets for uploads. */
import { checkEncode, IntaglioError, isFileId } from "@intaglio/contract";
import type { Delivery, Dialect, Plan, PlanPart, ProjectKeys, UploadLimits, UploadTicket } from "@intaglio/contract";
import { mountDelivery, targetOf } from "../dialect/mount.ts";
import type { Preset } from "../engine.ts";
import type { Settings } from "../settings.ts";
import { readParts } from "./presets.ts";

/** What {@link Links.url} may be told beside the plan. */
export interface UrlOptions {
  /** Seconds the URL is good for, 1 to 315,360,000 (ten years). Default: a day. */
  readonly expiresIn?: number;
  /** When it ends, Unix seconds, in the place of `expiresIn`: the same end always gives the same URL, which browsers can keep. */
  readonly expiresAt?: number;
  /** The name a download gets. */
  readonly fileName?: string;
  /** `exact`: this URL alone. `file`: the file with any operations, but with no other picture on it that is not public, so hand it only to whom you trust with the original. Default: `exact`. */
  readonly reach?: "exact" | "file";
  /** False: without a token, for what the delivery policy makes public. Default: true. */
  readonly signed?: boolean;
}

/** What {@link Links.sign} may be told. */
export type SignOptions = Pick<UrlOptions, "expiresIn">;

/** What {@link Links.ticket} allows. */
export interface UploadOptions extends UploadLimits {
  /** Seconds the ticket is good for, 1 to 86,400. Default: 600. */
  readonly expiresIn?: number;
}

/** A preset's name, or the parts of a plan. */
export type PlanChoice = string | readonly PlanPart[];

/** Makes URLs and tickets. */
export interface Links {
  url(fileId: string, plan?: PlanChoice, options?: UrlOptions): string;
  sign(url: string, options?: SignOptions): string;
  ticket(options?: UploadOptions): UploadTicket;
  /** The plan that is meant. Throws `FIELD_INVALID` for an unknown preset, `PLAN_*` for wrong parts. */
  plan(fileId: string, plan: PlanChoice): Plan;
}

const daySeconds = 86_400;
const maxSeconds = daySeconds * 3650;

/** Links in the first dialect's spelling, with the server's own keys where none are given. */
export function createLinks(
  { publicUrl, basePath, resumable }: Settings,
  presets: ReadonlyMap<string, Preset>,
  dialects: readonly Dialect[],
  clock: () => number,
  keys?: ProjectKeys,
): Links {
  const first = dialects[0] as Dialect; // options without any are refused
  const nowSeconds = (): number => Math.floor(clock() / 1000);
  const endOf = (expiresIn: number): number => nowSeconds() + checkSeconds("expiresIn", expiresIn, maxSeconds);
  const absolute = (path: string): string => publicUrl + basePath + path;
  const planOf = (plan: PlanChoice): Omit<Plan, "source"> => {
    const known = typeof plan === "string" ? presets.get(plan)?.plan : readParts(plan);
    if (!known) throw invalid("preset", `one of ${[...presets.keys()].join(", ") || "none: no presets are set"}`);
    return known;
  };
  return {
    url(fileId, plan = [], { expiresIn, expiresAt, fileName, reach = "exact", signed = true } = {}) {
      const path = first.format(toDelivery(fileId, plan.length === 0 ? undefined : planOf(plan), fileName));
      const now = nowSeconds();
      const end = expiresAt === undefined ? endOf(expiresIn ?? daySeconds) : checkEnd(expiresAt, now);
      return absolute(signed ? first.sign(path, end, reach, keys) : path);
    },
    sign(url, { expiresIn = daySeconds } = {}) {
      const { dialect, target } = mountDelivery(dialects, basePath, targetOf(url, publicUrl));
      const { source } = dialect.parse(target).plan; // what means nothing is not signed
      // A picture on another server may have a query in its address.
      if (target.query !== "" && source.kind !== "url") throw invalid("url", "an address without a query");
      const path = target.query === "" ? target.path : `${target.path}?${target.query}`;
      return absolute(dialect.sign(path, endOf(expiresIn), "exact", keys));
    },
    ticket({ expiresIn = 600, ...limits } = {}) {
      const now = nowSeconds();
      const ticket = first.ticket(limits, now, now + checkSeconds("expiresIn", expiresIn, daySeconds), keys);
      return { ...ticket, url: absolute(ticket.url), ...(resumable !== "" && { resumable: absolute(resumable) }) };
    },
    plan: (fileId, plan) => ({ ...planOf(plan), source: { kind: "file", id: checkId(fileId) } }),
  };
}

function toDelivery(fileId: string, plan: Omit<Plan, "source"> | undefined, fileName: string | undefined): Delivery {
  const source = { kind: "file", id: checkId(fileId) } as const;
  const named = fileName === undefined ? {} : { fileName };
  if (!plan) return { answer: "original", plan: { source, steps: [], encode: checkEncode({}) }, ...named };
  return { answer: "image", plan: { source, ...plan }, ...named };
}

function checkId(fileId: string): string {
  if (isFileId(fileId)) return fileId;
  throw new IntaglioError("FILE_ID_INVALID", `not a file's id: ${JSON.stringify(fileId)?.slice(0, 60)}`);
}

function checkSeconds(name: string, value: number, max: number): number {
  if (Number.isInteger(value) && value >= 1 && value <= max) return value;
  throw invalid(name, `whole seconds from 1 to ${max}`);
}

function checkEnd(value: number, now: number): number {
  if (Number.isInteger(value) && value > now && value <= now + maxSeconds) return value;
  throw invalid("expiresAt", `a whole Unix time in seconds, after now and at most ${maxSeconds} ahead`);
}

function invalid(name: string, expected: string): IntaglioError {
  return new IntaglioError("FIELD_INVALID", `${name} must be ${expected}`, { hint: `${name} must be ${expected}` });
}
