/** Each file that can be listed is on one of four shelves: one index then gives any list in order, and a sum its length. */
import type { FileQuery } from "@intaglio/contract";
import type { FileRow, Shelf } from "./schema.ts";

/** The shelf of a file, or null when it is in no list: copies from elsewhere are in none. */
export function shelfOf(file: Pick<FileRow, "state" | "origin" | "stored_at">): Shelf | null {
  if (file.origin !== null) return null;
  const isStored = file.stored_at !== null;
  if (file.state === "ready") return isStored ? 1 : 0;
  if (file.state === "buried") return isStored ? 3 : 2;
  return null;
}

/** The shelves that a list is made of. */
export function shelvesOf({ removed = false, stored }: Pick<FileQuery, "removed" | "stored">): readonly Shelf[] {
  const [temporary, kept] = removed ? ([2, 3] as const) : ([0, 1] as const);
  if (stored === undefined) return [temporary, kept];
  return [stored ? kept : temporary];
}
