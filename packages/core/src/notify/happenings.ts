/** What hooks hear of, worked out from what listeners in this process are told. */
import type { EventName, FileRecord, Happening } from "@intaglio/contract";

/** What is known of an event beside the file. */
export interface Circumstances {
  /** The file as it was before. */
  readonly before?: FileRecord;
  /** Default: `caller`. */
  readonly by?: Happening["by"];
}

/**
 * The happenings of one event, none for copies of pictures from elsewhere. A file that is uploaded and kept at once is
 * both uploaded and stored, and one that is restored is stored. Nothing looks for infections, so none is found.
 */
export function happeningsOf(
  name: EventName,
  file: FileRecord,
  { before, by = "caller" }: Circumstances,
  now: number,
): Happening[] {
  if (file.origin !== null) return [];
  const stored: Happening = { event: "file.stored", file, by };
  if (name === "file.uploaded")
    return [{ event: "file.uploaded", file, by }, ...(file.storedAt === null ? [] : [stored])];
  if (name === "file.removed") {
    const wasGone = before !== undefined && before.removedAt !== null; // told when it was buried
    return wasGone ? [] : [{ event: "file.deleted", file: { ...file, removedAt: file.removedAt ?? now }, by }];
  }
  if (!before) return [];
  const { metadata, tags } = before;
  const isStored = file.storedAt !== null && (before.storedAt === null || before.removedAt !== null);
  const isRelabelled = !isSame(metadata, file.metadata) || JSON.stringify(tags) !== JSON.stringify(file.tags);
  return [
    ...(isStored ? [stored] : []),
    ...(isRelabelled ? [{ event: "file.info_updated", file, before: { metadata, tags }, by } as const] : []),
  ];
}

/** The order of keys is nobody's business. */
function isSame(one: FileRecord["metadata"], other: FileRecord["metadata"]): boolean {
  const keys = Object.keys(one);
  return keys.length === Object.keys(other).length && keys.every((key) => one[key] === other[key]);
}
