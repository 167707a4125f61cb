/** The pictures that an address names: which are there, and what stands in for those that are not. */
import { IntaglioError, writeSource, type Delivery, type FileRecord, type Source } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { toRefusal, type ExplainedSource, type Refusal, type StandIn } from "./explanation.ts";
import { admitFile, type Standing } from "./guard/delivery.ts";
import { imageTypes } from "./intake/sniff.ts";
import { findKept, type Kept } from "./locate.ts";
import type { Subject } from "./subject.ts";

/** What was found. */
export interface Pictures {
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

/** One source, looked for. */
interface Seen {
  readonly explained: ExplainedSource;
  readonly file: FileRecord | undefined;
  /** Why a request would not get it. */
  readonly error: unknown;
}

/**
 * Looks for what a delivery names as a request of this standing would; undefined for one whose token is no good. `judge`
 * says how it stands to fallback and layers.
 */
export async function findPictures(
  engine: Engine,
  delivery: Delivery,
  standing: Standing | undefined,
  judge: (other: Source) => Standing | undefined,
  standIn: StandIn | undefined,
): Promise<Pictures> {
  const { plan, fallback } = delivery;
  const first = await see(engine, plan.source, standing, standIn);
  const isMissing = first.error instanceof IntaglioError && first.error.code === "FILE_NOT_FOUND";
  const main = fallback && isMissing ? await see(engine, fallback, judge(fallback), standIn) : first;
  const layers = new Map<string, Seen>();
  for (const step of plan.steps) {
    if (step.op !== "overlay") continue;
    const { layer } = step;
    if (layer.kind === "self" || layer.kind === "text" || layer.kind === "color") continue;
    const name = writeSource(layer);
    if (!layers.has(name)) layers.set(name, await see(engine, layer, judge(layer), standIn));
  }
  const all = [main, ...layers.values()];
  return {
    source: main.explained,
    file: main.file,
    fellBack: main !== first,
    layers: [...layers.values()].map(({ explained }) => explained),
    subject: subjectOf(main, layers, standIn),
    isReal: all.every(({ file }) => file !== undefined),
    refusals: refusalsOf(all),
  };
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
  source: Source,
  standing: Standing | undefined,
  standIn: StandIn | undefined,
): Promise<Seen> {
  let kept: Kept = { file: undefined, elsewhere: false };
  let error: unknown;
  try {
    // The owner may see what this request may not.
    kept = await findKept(engine, source, standing === "open" ? "open" : "granted");
  } catch (forbidden) {
    error = forbidden;
  }
  if (error === undefined || standing === "closed") error = refused(kept, standing);
  return { explained: describe(source, kept, standIn), file: kept.file, error };
}

function refused({ file, elsewhere }: Kept, standing: Standing | undefined): unknown {
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

function describe(source: Source, { file, elsewhere }: Kept, standIn: StandIn | undefined): ExplainedSource {
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

function subjectOf(main: Seen, layers: ReadonlyMap<string, Seen>, standIn: StandIn | undefined): Subject | undefined {
  const stood = standIn && madeUp(standIn);
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
  };
}
