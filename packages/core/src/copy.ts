/** Copies of what lies elsewhere: each is made once, and kept as a file for a while. */
import { IntaglioError, type Bytes, type FileRecord } from "@intaglio/contract";
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
}

/** Copies under way, by origin: one each, however many ask. */
const underway = new WeakMap<Engine, Map<string, Promise<FileRecord>>>();

/** A record whose time is not over. */
export function present(engine: Engine, file: FileRecord | undefined): FileRecord | undefined {
  return file && isOver(file, engine.clock()) ? undefined : file;
}

/**
 * The copy of an origin that is kept, or a new one. Throws what `offer` throws, `FILE_NOT_IMAGE`, `FILE_TOO_LARGE`,
 * `IMAGE_*`, or `QUEUE_FULL` where too many are being made.
 */
export async function copy(engine: Engine, origin: string, offer: () => Promise<Offer>): Promise<FileRecord> {
  const kept = await engine.records.findByOrigin(origin);
  if (kept && present(engine, kept)) return kept;
  const copies = underway.get(engine) ?? new Map<string, Promise<FileRecord>>();
  underway.set(engine, copies);
  const known = copies.get(origin);
  if (known) return known;
  if (copies.size >= engine.settings.remote.fetches)
    throw new IntaglioError("QUEUE_FULL", "too many copies under way", { retryAfterSeconds: 2 });
  const making = make(engine, origin, kept, offer).finally(() => copies.delete(origin));
  copies.set(origin, making);
  return making;
}

async function make(
  engine: Engine,
  origin: string,
  stale: FileRecord | undefined,
  offer: () => Promise<Offer>,
): Promise<FileRecord> {
  const { body, name, statedType } = await offer();
  const draft = { id: newFileId(), name: cleanName(name), statedType: cleanType(statedType) };
  const watched = watch(body, engine.settings.limits.uploadBytes);
  await spool(engine, draft, watched.body, { disposable: true });
  try {
    const { bytes, sha256, head } = watched.seen();
    const format = sniff(head);
    const image = format ? await measure(engine, draft.id, format) : null;
    if (!format || !image) throw new IntaglioError("FILE_NOT_IMAGE", `what came from ${origin} is no picture`);
    checkPicture(image, engine.settings.limits);
    if (stale) await remove(engine, stale.id);
    const expiresAt = engine.clock() + engine.settings.remote.ttlSeconds * 1000;
    const own = { project: "", customId: null, metadata: {}, tags: [], access: null, storedAt: null };
    return await complete(engine, draft.id, {
      ...own,
      origin,
      type: imageTypes[format],
      bytes,
      sha256,
      image,
      expiresAt,
    });
  } catch (error) {
    await abandon(engine, draft.id);
    const taken = error instanceof IntaglioError && error.code === "FILE_EXISTS";
    const winner = taken ? await engine.records.findByOrigin(origin) : undefined; // another process was faster
    if (winner) return winner;
    throw error;
  }
}
