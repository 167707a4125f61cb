/** Recipe: parts that clients put straight into the store become an original, invisible yet. */
import { IntaglioError } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { watch, type Seen } from "./intake/pass.ts";
import { originalKey } from "./library/keys.ts";
import { checkParts, type PartsUpload } from "./library/parts.ts";

/**
 * Has the store join the parts, then reads the original once, for its hash and its first bytes. After a crash in between
 * the next call finds it joined. Throws `PARTS_INCOMPLETE` or `PART_INVALID`.
 */
export async function gatherDirect(engine: Engine, upload: PartsUpload, signal: AbortSignal): Promise<Seen> {
  const { id, wish } = upload;
  const { records, blobs } = engine;
  const key = originalKey(id);
  await joinInStore(engine, upload, async () => {
    await records.discard(id); // the row of an earlier try; a new one lasts longer
    await records.reserve({ id, name: wish.name, statedType: wish.statedType });
  });
  const blob = await blobs.open(key);
  if (blob?.size !== wish.bytes) throw new IntaglioError("PARTS_INCOMPLETE", `upload ${id} went`);
  const { body, seen } = watch(blob.body, wish.bytes);
  for await (const _ of body) signal.throwIfAborted();
  return seen();
}

/** `reserve` is called before there is a blob: a row is how the sweep finds it, should this process be killed. */
async function joinInStore(
  { blobs }: Engine,
  { id, wish, direct: name = "" }: PartsUpload,
  reserve: () => Promise<void>,
): Promise<void> {
  const { direct } = blobs;
  if (!direct)
    throw new IntaglioError("STORAGE_FAILED", `the store of upload ${id} takes no parts from clients any more`);
  const upload = { key: originalKey(id), name };
  const parts = await direct.parts(upload);
  if (parts) {
    const found = new Map(parts.map((part) => [part.index, part.bytes]));
    checkParts(wish, (index) => found.get(index));
  } else if ((await blobs.stat(upload.key)) === undefined) {
    throw new IntaglioError("PARTS_INCOMPLETE", `the store knows upload ${id} no more`);
  }
  await reserve();
  if (parts) await direct.complete(upload, parts);
}
