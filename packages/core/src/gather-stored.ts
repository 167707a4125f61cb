/** Recipe: parts that are blobs become an original, invisible yet. */
import { IntaglioError, type OpenBlob } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { watch, type Seen } from "./intake/pass.ts";
import { abandon, spool } from "./library/keep.ts";
import { wholeRow, type PartsUpload, type StoredPart } from "./library/parts.ts";

/** Copies the parts into the original and gives what was seen of it. Throws `PARTS_INCOMPLETE` or `PART_INVALID`. */
export async function gatherStored(engine: Engine, upload: PartsUpload, signal: AbortSignal): Promise<Seen> {
  const { id, wish } = upload;
  const [first, ...others] = await wholeRow(engine, upload);
  if (!first) throw new IntaglioError("PARTS_INCOMPLETE", "no part is there");
  await abandon(engine, id); // what a crash may have left of an earlier try
  const opened = await openPart(engine, first);
  const { body, seen } = watch(joined(engine, opened, others), wish.bytes);
  const { name, statedType } = wish;
  const { disposable = false } = opened;
  await spool(engine, { id, name, statedType }, body, { signal, disposable });
  return seen();
}

async function openPart(engine: Engine, { key, bytes }: StoredPart): Promise<OpenBlob> {
  const blob = await engine.blobs.open(key);
  if (!blob || blob.size !== bytes) throw new IntaglioError("PARTS_INCOMPLETE", `the part ${key} went`);
  return blob;
}

async function* joined(
  engine: Engine,
  first: OpenBlob,
  others: readonly StoredPart[],
): AsyncGenerator<Uint8Array, void, void> {
  yield* first.body;
  for (const part of others) yield* (await openPart(engine, part)).body;
}
