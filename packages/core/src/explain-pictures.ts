/** The pictures that an address names: which are there, and what stands in for those that are not. */
import {
  IntaglioError,
  writeSource,
  type Delivery,
  type FileRecord,
  type PlanSource,
  type Source,
} from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { toRefusal, type ExplainedSource, type Refusal, type StandIn } from "./explanation.ts";
import { admitFile, type Standing } from "./guard/delivery.ts";
import { imageTypes } from "./intake/sniff.ts";
import { findKept, settleFor, type Kept, type Owner } from "./locate.ts";
import type { Subject } from "./subject.ts";

/** What was found. */
export interface Pictures {
  /** The delivery as it is for its file, or for what stands in. */
  readonly delivery: Delivery;
  /** How the request stands to it; undefined for one whose token is no good. */
  readonly standing: Standing | undefined;
  readonly source: ExplainedSource;
  /** The file behind `source`, if there is one. */
  readonly file: FileRecord | undefined;
  /** `source` is the delivery's fallback. */
  readonly fellBack: boolean;
  readonly layers: readonly ExplainedSource[];
  /** What the plan can be worked out on: files, and records made up for what stands in. Undefined where a picture is missing. */
  readonly subject: Subject | undefined;
  /** All of the subject are files. */
  readonly isReal: boolean;
  readonly refusals: readonly Refusal[];
}

/** How a request stands, as `locate.ts` has it; undefined for one whose token is no good. */
export type Judge = (delivery: Delivery, other?: Source) => Standing | undefined;

/** One source, looked for. */
interface Seen {
  readonly explained: ExplainedSource;
  readonly kept: Kept;
  readonly file: FileRecord | undefined;
  /** Why it may not be had from where it is. */
  readonly forbidden: unknown;
  /** Why a request would not get it. */
  readonly error: unknown;
}

/** Looks for what a delivery names as a request would, without fetching or copying. */
export async function findPictures(
  engine: Engine,
  owner: Owner,
  asked: Delivery,
  judge: Judge,
  standIn: StandIn | undefined,
): Promise<Pictures> {
  const stood = standIn && madeUp(standIn);
  const { fallback } = asked;
  let standing = judge(asked);
  const seen = await see(engine, owner, asked.plan.source, standing, standIn);
  let settled = settle(asked, seen.file ?? stood, seen.kept.effects);
  const first = { ...seen, error: admission(seen, standing) };
  const isMissing = first.error instanceof IntaglioError && first.error.code === "FILE_NOT_FOUND";
  const main = fallback && isMissing ? await see(engine, owner, fallback, judge(asked, fallback), standIn) : first;
  if (fallback && isMissing) {
    settled = settle(asked, main.file ?? stood);
    standing = judge(asked, fallback);
  }
  const { delivery, error } = settled;
  const layers = new Map<string, Seen>();
  for (const { layer } of delivery.plan.steps.filter((step) => step.op === "overlay")) {
    if (layer.kind === "self" || layer.kind === "text" || layer.kind === "color") continue;
    const name = writeSource(layer);
    if (!layers.has(name)) layers.set(name, await see(engine, owner, layer, judge(delivery, layer), standIn));
  }
  const all = [main, ...layers.values()];
  const [own = [], others = []] = [[main], [...layers.values()]].map(refusalsOf);
  return {
    delivery,
    standing,
    source: main.explained,
    file: main.file,
    fellBack: fallback !== undefined && isMissing,
    layers: [...layers.values()].map(({ explained }) => explained),
    subject: error === undefined ? subjectOf(main, layers, stood) : undefined,
    isReal: all.every(({ file }) => file !== undefined),
    refusals: [...own, ...(error === undefined ? [] : [toRefusal("plan", error)]), ...others],
  };
}

/** The delivery for this file; as it was asked for where the file is not known, or where it asks what the file has not. */
function settle(
  asked: Delivery,
  file: FileRecord | undefined,
  effects?: string,
): { delivery: Delivery; error: unknown } {
  try {
    return { delivery: file ? settleFor(asked, file, effects) : asked, error: undefined };
  } catch (error) {
    return { delivery: asked, error };
  }
}

/** Of each source the refusal, with the source's name where nothing else is said; the same one once. */
function refusalsOf(all: readonly Seen[]): Refusal[] {
  const refusals = new Map<string, Refusal>();
  for (const { error, explained } of all) {
    if (error === undefined) continue;
    const refusal = toRefusal(stageOf(error), error);
    if (!refusals.has(explained.source))
      refusals.set(explained.source, { ...refusal, hint: refusal.hint ?? explained.source });
  }
  return [...refusals.values()];
}

async function see(
  engine: Engine,
  owner: Owner,
  source: PlanSource,
  standing: Standing | undefined,
  standIn: StandIn | undefined,
): Promise<Seen> {
  let kept: Kept = { file: undefined, elsewhere: false };
  let forbidden: unknown;
  try {
    // The owner may see what this request may not.
    kept = await findKept(engine, source, owner, standing === "open" ? "open" : "granted");
  } catch (error) {
    forbidden = error;
  }
  const seen = { explained: describe(source, kept, standIn), kept, file: kept.file, forbidden };
  return { ...seen, error: admission(seen, standing) };
}

/** Why a request of this standing would not get it; undefined when it would. */
function admission({ kept, forbidden }: Pick<Seen, "kept" | "forbidden">, standing: Standing | undefined): unknown {
  const { file, elsewhere } = kept;
  if (standing !== "closed" && forbidden !== undefined) return forbidden;
  if (standing !== "closed" && elsewhere && !file) return undefined; // a request would make a copy
  try {
    if (standing !== undefined || file === undefined) admitFile(standing ?? "granted", file);
    return undefined;
  } catch (error) {
    return error;
  }
}

function stageOf(error: unknown): "policy" | "source" {
  return error instanceof IntaglioError && error.code === "SIGNATURE_REQUIRED" ? "policy" : "source";
}

function describe(source: PlanSource, { file, elsewhere }: Kept, standIn: StandIn | undefined): ExplainedSource {
  const record = file ?? (standIn && madeUp(standIn));
  return {
    source: writeSource(source),
    state: file ? "stored" : elsewhere ? "elsewhere" : "missing",
    id: file?.id ?? null,
    name: file?.name ?? null,
    bytes: record?.bytes ?? null,
    image: record?.image ?? null,
    standsIn: !file && standIn !== undefined,
  };
}

function subjectOf(main: Seen, layers: ReadonlyMap<string, Seen>, stood: FileRecord | undefined): Subject | undefined {
  const file = main.file ?? stood;
  const below = [...layers].map(([name, seen]) => [name, seen.file ?? stood] as const);
  if (!file || !below.every((entry): entry is readonly [string, FileRecord] => entry[1] !== undefined))
    return undefined;
  return { file, layers: new Map(below) };
}

/** A record for what stands in. It is named nowhere and kept nowhere. */
function madeUp({ bytes, ...given }: StandIn): FileRecord {
  const { width, height, format = "jpeg", hasAlpha = false } = given;
  const usual = { pages: 1, orientation: 1, dpi: null, location: null, takenAt: null, interlaced: false };
  return {
    id: "00000000-0000-4000-8000-000000000000",
    project: "",
    customId: null,
    origin: null,
    name: "",
    statedType: "",
    type: imageTypes[format],
    bytes: bytes ?? Math.ceil((width * height) / 2),
    sha256: "",
    image: { ...usual, colorMode: hasAlpha ? "RGBA" : "RGB", ...given, format, hasAlpha },
    metadata: {},
    tags: [],
    access: null,
    uploadedAt: 0,
    storedAt: null,
    expiresAt: null,
    removedAt: null,
  };
}
