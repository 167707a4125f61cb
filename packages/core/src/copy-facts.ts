/** What is known of a copy of a picture on another server, kept in its record: nobody sees those of copies. */
import type { FileRecord } from "@intaglio/contract";
import type { RemoteVersion } from "./intake/remote.ts";

/** Facts of a copy. */
export interface CopyFacts extends Pick<RemoteVersion, "hops" | "etag" | "modified"> {
  /** Until then it is used without asking. Unix milliseconds. */
  readonly freshUntil: number;
}

/** How long a copy may serve on, past its time, while its server does not answer, before that is asked again: milliseconds. */
const standInMs = 60_000;

/** The facts as a record's metadata. */
export function writeCopyFacts(facts: CopyFacts): FileRecord["metadata"] {
  return { copy: JSON.stringify(facts) };
}

/** Copies' records are given as the very same objects as long as they have not changed. */
const read = new WeakMap<FileRecord, CopyFacts>();

/** The facts of a copy; undefined for what was not fetched from another server. */
export function readCopyFacts(file: FileRecord): CopyFacts | undefined {
  const text = file.origin === null ? undefined : file.metadata["copy"];
  if (text === undefined) return undefined;
  const facts = read.get(file) ?? (JSON.parse(text) as CopyFacts);
  read.set(file, facts);
  return facts;
}

/** The metadata that the file's owner gave it: a copy has none. */
export function ownMetadata(file: FileRecord): FileRecord["metadata"] {
  return file.origin === null ? file.metadata : {};
}

/** When what is in a file may be another picture: with its end, or when its server will have been asked. Unix milliseconds, null for never. */
export function changesAt(file: FileRecord, now: number): number | null {
  const facts = readCopyFacts(file);
  if (!facts) return file.expiresAt;
  return Math.min(file.expiresAt ?? Infinity, Math.max(facts.freshUntil, now + standInMs));
}
