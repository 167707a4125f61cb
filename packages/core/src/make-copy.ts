/** From what lies elsewhere to a file of ours. */
import { IntaglioError, type Bytes, type FileRecord } from "@intaglio/contract";
import { writeCopyFacts, type CopyFacts } from "./copy-facts.ts";
import type { Engine } from "./engine.ts";
import { isOver } from "./guard/delivery.ts";
import { cleanName, cleanType } from "./intake/name.ts";
import { watch } from "./intake/pass.ts";
import { imageTypes, sniff } from "./intake/sniff.ts";
import { abandon, complete, spool } from "./library/keep.ts";
import { newFileId } from "./library/keys.ts";
import { measure } from "./measure.ts";
import { checkPicture } from "./pipeline/frames.ts";
import { remove } from "./remove.ts";

/** What is taken from elsewhere. */
export interface Offer {
  readonly body: Bytes;
  readonly name: string;
  readonly statedType: string;
  /** Of what comes from another server. */
  readonly facts?: CopyFacts;
}

/** The copy that is there is as good as a new one. */
export interface Unchanged {
  readonly unchanged: CopyFacts;
}

/**
 * Keeps what was got, in place of the copy before; one with the same bytes stays, with all that was made of it. Throws
 * what the body throws, `FILE_NOT_IMAGE`, `FILE_TOO_LARGE` or `IMAGE_*`.
 */
export async function makeCopy(
  engine: Engine,
  origin: string,
  before: FileRecord | undefined,
  got: Offer | Unchanged,
): Promise<FileRecord> {
  if ("unchanged" in got) return keepOn(engine, before, got.unchanged);
  const { body, name, statedType, facts } = got;
  const draft = { id: newFileId(), name: cleanName(name), statedType: cleanType(statedType) };
  const watched = watch(body, engine.settings.limits.uploadBytes);
  await spool(engine, draft, watched.body, { disposable: true });
  try {
    const { bytes, sha256, head } = watched.seen();
    if (before && facts && before.sha256 === sha256 && !isOver(before, engine.clock())) {
      await abandon(engine, draft.id);
      return await keepOn(engine, before, facts);
    }
    const format = sniff(head);
    const image = format ? await measure(engine, draft.id, format) : null;
    if (!format || !image) throw new IntaglioError("FILE_NOT_IMAGE", `what came from ${origin} is no picture`);
    checkPicture(image, engine.settings.limits);
    if (before) await remove(engine, before.id);
    const own = { project: "", customId: null, tags: [], access: null, storedAt: null, ...lasting(engine, facts) };
    return await complete(engine, draft.id, { ...own, origin, type: imageTypes[format], bytes, sha256, image });
  } catch (error) {
    await abandon(engine, draft.id);
    const taken = error instanceof IntaglioError && error.code === "FILE_EXISTS";
    const winner = taken ? await engine.records.findByOrigin(origin) : undefined; // another process was faster
    if (winner) return winner;
    throw error;
  }
}

/** What there is to ask about later is kept for as long again as it may be used at most. */
function lasting(
  { clock, settings }: Engine,
  facts: CopyFacts | undefined,
): Pick<FileRecord, "metadata" | "expiresAt"> {
  const ttlMs = settings.remote.ttlSeconds * 1000;
  return facts
    ? { metadata: writeCopyFacts(facts), expiresAt: facts.freshUntil + ttlMs }
    : { metadata: {}, expiresAt: clock() + ttlMs };
}

async function keepOn(engine: Engine, before: FileRecord | undefined, facts: CopyFacts): Promise<FileRecord> {
  const kept = before && (await engine.records.update(before.id, lasting(engine, facts)));
  if (kept) return kept;
  throw new IntaglioError("FILE_NOT_FOUND", "the copy went while its server was asked about it");
}
