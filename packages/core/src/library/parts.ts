/**
 * Uploads in parts as they are kept: a document tells what is wished, a blob is a part, or the store has them all in an
 * upload of its own. Without its document a part is nobody's.
 */
import { IntaglioError } from "@intaglio/contract";
import type { BlobStat, BlobStore, DocumentTable, PartsWish } from "@intaglio/contract";
import { fileOfOriginal, originalKey, partKey, partsPrefix, partPrefix, uploadOfPart } from "./keys.ts";

const kind = "parts";
/** Each removal waits for the disk: alone, those of a gibibyte take a third of the time that joining it took. */
const removalsAtOnce = 8;

/** Where uploads in parts are kept. */
export interface PartsShelf {
  readonly records: { readonly documents: Pick<DocumentTable, "add" | "find" | "remove"> };
  readonly blobs: Pick<BlobStore, "list" | "open" | "put" | "remove" | "direct">;
}

/** An upload in parts that is not complete. */
export interface PartsUpload {
  /** The id that its file will have. */
  readonly id: string;
  /** Whose the file will be: a project's id. */
  readonly project: string;
  readonly wish: PartsWish;
  /** The store's name of it, where clients put the parts straight into the store. Absent: they come through this server. */
  readonly direct?: string;
  /** Unix milliseconds. */
  readonly expiresAt: number;
}

/** What whoever joins an upload's parts, or ends it, holds meanwhile. */
export function joinLease(id: string): string {
  return `parts ${id}`;
}

/** Notes an upload. False when there is one of this id. */
export async function noteParts(shelf: PartsShelf, upload: PartsUpload): Promise<boolean> {
  const { id, project, wish, direct, expiresAt } = upload;
  const body = direct === undefined ? wish : { ...wish, direct };
  return (await shelf.records.documents.add({ kind, id, project, name: null, body, expiresAt })) !== undefined;
}

/** An upload that is neither complete nor over; undefined when there is none. `now` is in Unix milliseconds. */
export async function findParts(shelf: PartsShelf, id: string, now: number): Promise<PartsUpload | undefined> {
  const document = await shelf.records.documents.find(kind, id);
  if (!document || document.expiresAt === null || document.expiresAt <= now) return undefined;
  const { project, body, expiresAt } = document;
  const { direct, ...wish } = body as PartsWish & Pick<PartsUpload, "direct">;
  return { id, project, wish, expiresAt, ...(direct !== undefined && { direct }) };
}

/** Ends an upload; false when somebody else did. Its note goes first: who puts a part looks for it afterwards, so that none stays behind. */
export async function dropParts(
  shelf: PartsShelf,
  { id, direct }: Pick<PartsUpload, "id" | "direct">,
): Promise<boolean> {
  const isOurs = await shelf.records.documents.remove(kind, id);
  if (direct !== undefined) await shelf.blobs.direct?.abort({ key: originalKey(id), name: direct });
  const keys = [...(await listParts(shelf, id)).keys()];
  const remove = async (): Promise<void> => {
    for (let key = keys.pop(); key !== undefined; key = keys.pop()) await shelf.blobs.remove(key);
  };
  await Promise.all(Array.from({ length: removalsAtOnce }, remove));
  return isOurs;
}

/** The bytes of the part at an index, from 0; undefined when there is no such part. */
export function bytesOfPart({ bytes, partBytes = 0 }: PartsWish, index: number): number | undefined {
  const begin = index * partBytes;
  return partBytes > 0 && index >= 0 && begin < bytes ? Math.min(partBytes, bytes - begin) : undefined;
}

/** How many parts an upload has whose parts have a size. */
export function countParts({ bytes, partBytes = bytes }: PartsWish): number {
  return Math.ceil(bytes / partBytes);
}

/** One part that is there. */
export interface StoredPart {
  readonly key: string;
  readonly bytes: number;
}

/** Of parts of any size, each under the number of its first byte: those that follow one another from the first byte on. */
export async function rowOfParts(shelf: PartsShelf, id: string): Promise<{ parts: StoredPart[]; bytes: number }> {
  const found = await listParts(shelf, id);
  const parts: StoredPart[] = [];
  let bytes = 0;
  for (;;) {
    const key = partKey(id, bytes);
    const size = found.get(key) ?? 0;
    if (size === 0) return { parts, bytes };
    parts.push({ key, bytes: size });
    bytes += size;
  }
}

/** All parts of an upload, in order. Throws `PARTS_INCOMPLETE` or `PART_INVALID`. */
export async function wholeRow(shelf: PartsShelf, { id, wish }: PartsUpload): Promise<StoredPart[]> {
  if (wish.partBytes === undefined) {
    const { parts, bytes } = await rowOfParts(shelf, id);
    if (bytes === wish.bytes) return parts;
    throw new IntaglioError(
      bytes < wish.bytes ? "PARTS_INCOMPLETE" : "PART_INVALID",
      `${bytes} of ${wish.bytes} bytes`,
    );
  }
  const found = await listParts(shelf, id);
  checkParts(wish, (index) => found.get(partKey(id, index)));
  return Array.from({ length: countParts(wish) }, (_, index) => {
    const key = partKey(id, index);
    return { key, bytes: found.get(key) ?? 0 };
  });
}

/** Throws `PARTS_INCOMPLETE` or `PART_INVALID`. `found` gives the bytes that are there of a part, if it is. */
export function checkParts(wish: PartsWish, found: (index: number) => number | undefined): void {
  for (let index = 0; index < countParts(wish); index += 1) {
    const [bytes = 0, wanted = 0] = [found(index), bytesOfPart(wish, index)];
    if (bytes < wanted) throw new IntaglioError("PARTS_INCOMPLETE", `part ${index} has ${bytes} bytes of ${wanted}`);
    if (bytes > wanted) throw new IntaglioError("PART_INVALID", `part ${index} has ${bytes} bytes, not ${wanted}`);
  }
}

/** What is there of an upload: the bytes of each part, by its key. */
export async function listParts(shelf: PartsShelf, id: string): Promise<ReadonlyMap<string, number>> {
  const found = new Map<string, number>();
  for await (const { key, size } of shelf.blobs.list(partPrefix(id))) found.set(key, size);
  return found;
}

/** Whether a key is one that clients are putting parts for, for the sweep. */
export async function isAwaited({ records }: Pick<PartsShelf, "records">, key: string): Promise<boolean> {
  const id = fileOfOriginal(key);
  return id !== undefined && (await records.documents.find(kind, id)) !== undefined;
}

/** Parts whose upload is over, for the sweep. */
export async function* strayParts({ records, blobs }: PartsShelf): AsyncGenerator<BlobStat, void, void> {
  const over = new Map<string, boolean>();
  for await (const blob of blobs.list(partsPrefix)) {
    const id = uploadOfPart(blob.key);
    if (id === undefined) continue;
    const isOver = over.get(id) ?? (await records.documents.find(kind, id)) === undefined;
    over.set(id, isOver);
    if (isOver) yield blob;
  }
}
