/** How far the walk over all files is, so that another process can go on with it. */
import type { DocumentTable } from "@intaglio/contract";

const kind = "backup";
const id = "run";

/** A walk. Times are Unix milliseconds. */
export interface BackupRun {
  readonly startedAt: number;
  /** Null as long as it is under way, or was broken off. */
  readonly endedAt: number | null;
  /** Files that were looked at. */
  readonly checked: number;
  /** Files that were copied, or whose copy's record was renewed. */
  readonly copied: number;
  /** Files that could not be copied. */
  readonly failed: number;
  /** Of these, those that another try may help. */
  readonly passing: number;
}

/** A walk as it is kept. */
export interface RunNote extends BackupRun {
  /** Which list it is in. */
  readonly list: "present" | "removed";
  /** The page to go on with; null for the first. */
  readonly cursor: string | null;
  /** Which settings it is for: with others, it begins anew. */
  readonly setup: string;
}

/** The last walk, or the one under way. */
export async function readRun(documents: DocumentTable): Promise<RunNote | undefined> {
  return (await documents.find(kind, id))?.body as RunNote | undefined;
}

/** Notes how far it is. Whoever walks holds the lease, so nobody else writes. */
export async function noteRun(documents: DocumentTable, run: RunNote): Promise<void> {
  for (;;) {
    if (await documents.add({ kind, id, project: "", name: null, body: run, expiresAt: null })) return;
    const known = await documents.find(kind, id);
    if (known && (await documents.update(kind, id, known.revision, { body: run }))) return;
  }
}
