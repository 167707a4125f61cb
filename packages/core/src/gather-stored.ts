/** Recipe: parts that are blobs become an original, invisible yet. */
import { IntaglioError, type OpenBlob } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { watch, type Seen } from "./intake/pass.ts";
import { abandon, spool } from "./library/keep.ts";
import { partKey } from "./library/keys.ts";
import { bytesOfPart, checkParts, countParts, listParts, type PartsUpload } from "./library/parts.ts";

/** Copies the parts into the original and gives what was seen of it. Throws `PARTS_INCOMPLETE` or `PART_INVALID`. */
export async function gatherStored(engine: Engine, upload: PartsUpload, signal: AbortSignal): Promise<Seen> {
  const { id, wish } = upload;
  const found = await listParts(engine, id);
  checkParts(wish, (index) => found.get(partKey(id, index)));
  await abandon(engine, id); // what a crash may have left of an earlier try
  const first = await openPart(engine, upload, 0);
  const { body, seen } = watch(joined(engine, upload, first), wish.bytes);
  const { name, statedType } = wish;
  const { disposable = false } = first;
  await spool(engine, { id, name, statedType }, body, { signal, disposable });
  return seen();
}

async function openPart(engine: Engine, { id, wish }: PartsUpload, index: number): Promise<OpenBlob> {
  const blob = await engine.blobs.open(partKey(id, index));
  if (!blob || blob.size !== bytesOfPart(wish, index))
    throw new IntaglioError("PARTS_INCOMPLETE", `part ${index} went`);
  return blob;
}

async function* joined(engine: Engine, upload: PartsUpload, first: OpenBlob): AsyncGenerator<Uint8Array, void, void> {
  yield* first.body;
  for (let index = 1; index < countParts(upload.wish); index += 1) yield* (await openPart(engine, upload, index)).body;
}
