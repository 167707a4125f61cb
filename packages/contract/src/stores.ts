/** The driver interface of records. Its rules are checked by the suites in `checks/`, which outside drivers run too. */
import type { BackupLedger } from "./backups.ts";
import type { FileCounts } from "./command.ts";
import type { FileChange, FileDraft, FileFacts, FilePage, FileQuery, FileRecord } from "./file.ts";
import type { Jobs } from "./jobs.ts";
import type { FileFinding, FileSearch } from "./search.ts";

/** One made rendition, as the ledger knows it. Its bytes are on a {@link BlobStore} under its key. */
export interface RenditionEntry {
  /** The cache key: also the blob's key. */
  readonly key: string;
  readonly fileId: string;
  readonly bytes: number;
  /** The media type. */
  readonly type: string;
  readonly width: number;
  readonly height: number;
}

/** Which renditions exist, how large they are, and which were used last. */
export interface RenditionLedger {
  find(key: string): Promise<RenditionEntry | undefined>;
  /**
   * Adds or replaces entries, in one step with the check that their files still are there and ready. Gives the keys that
   * were added: the others' files are not.
   */
  add(entries: readonly RenditionEntry[], usedAt: number): Promise<ReadonlySet<string>>;
  /** Notes a use. `usedAt` is a Unix time in milliseconds. Unknown keys are ignored. */
  touch(keys: readonly string[], usedAt: number): Promise<void>;
  ofFile(fileId: string): Promise<RenditionEntry[]>;
  /** Drops the entries. */
  forget(keys: readonly string[]): Promise<void>;
  /** The sum of all entries' bytes. */
  totalBytes(): Promise<number>;
  /** The entries used longest ago, oldest first. */
  leastRecent(limit: number): Promise<RenditionEntry[]>;
}

/** Locks that end by themselves, held across processes. */
export interface LeaseTable {
  /** True when `owner` now holds `name` for `ttlMs`: it was free, had run out, or was held by `owner` already (then renewed). */
  acquire(name: string, owner: string, ttlMs: number): Promise<boolean>;
  /** Lets go. Nothing happens to those that `owner` does not hold. */
  release(names: readonly string[], owner: string): Promise<void>;
}

/** Tokens that may be spent a limited number of times. */
export interface TicketTable {
  /**
   * Takes `uses` from a ticket that allows `limit` in all: one conditional step, so parallel calls cannot pass the
   * limit together. False: too few are left, and nothing was taken. The row may go after `expiresAt` (Unix ms).
   */
  spend(id: string, uses: number, limit: number, expiresAt: number): Promise<boolean>;
  /** Gives back what a failed upload took. */
  refund(id: string, uses: number): Promise<void>;
}

/** A small JSON record of another kind than files: a group, a hook, an upload in parts. Times are Unix milliseconds. */
export interface DocumentRecord {
  /** 1 to 40 letters and dots. */
  readonly kind: string;
  /** Unique within its kind: 1 to 100 characters. */
  readonly id: string;
  /** Whose it is, as in a file's record. */
  readonly project: string;
  /** A second key, unique within kind and project where it is not null: up to 300 characters. */
  readonly name: string | null;
  /** JSON of at most 1 MiB. */
  readonly body: unknown;
  /** Unique within kind and project, so that it can serve as a cursor. */
  readonly createdAt: number;
  readonly updatedAt: number;
  /** When it may be dropped; null for never. It is not found after that. */
  readonly expiresAt: number | null;
  /** Counts the changes, from 1. */
  readonly revision: number;
}

/** A document before it is added. */
export type DocumentDraft = Pick<DocumentRecord, "kind" | "id" | "project" | "name" | "body" | "expiresAt">;

/** Which documents to list, by time of creation. */
export interface DocumentQuery {
  readonly kind: string;
  /** Default: of all projects. */
  readonly project?: string;
  /** From this time of creation on, in the list's own order, itself included. */
  readonly from?: number;
  /** The last ones before this time of creation, in the list's own order. Not with `from`. */
  readonly to?: number;
  /** Default: false. */
  readonly newestFirst?: boolean;
  /** 1 to 1001. */
  readonly limit: number;
}

/** Small records of all other kinds. What was added or changed is durable when the call resolves. */
export interface DocumentTable {
  /** Undefined when the id or the name is taken. Expired ones take nothing. */
  add(draft: DocumentDraft): Promise<DocumentRecord | undefined>;
  find(kind: string, id: string): Promise<DocumentRecord | undefined>;
  findByName(kind: string, project: string, name: string): Promise<DocumentRecord | undefined>;
  list(query: DocumentQuery): Promise<DocumentRecord[]>;
  /** How many of a kind a project has. */
  count(kind: string, project: string): Promise<number>;
  /**
   * Changes what is given, if the document still has this revision; undefined when it has another, is not there, or the
   * new name is taken: read it again, and decide again.
   */
  update(
    kind: string,
    id: string,
    revision: number,
    change: Partial<Pick<DocumentRecord, "name" | "body" | "expiresAt">>,
  ): Promise<DocumentRecord | undefined>;
  /** False when it was not there. */
  remove(kind: string, id: string): Promise<boolean>;
  /** Takes the next number of a sequence, from 1: each is given once. */
  next(sequence: string): Promise<number>;
  /** Drops what expired before `time`; gives how many. */
  dropExpired(time: number): Promise<number>;
}

/**
 * Where records are kept. A file is `pending` from {@link reserve} to {@link complete} and invisible to every
 * other call but {@link abandoned} and {@link discard}.
 */
export interface RecordStore {
  /** Notes that bytes are about to arrive for this id. Throws `INTERNAL` when the id exists. */
  reserve(draft: FileDraft): Promise<void>;
  /**
   * Makes a pending file visible; the record is durable when it resolves. `FILE_NOT_FOUND` when it is not pending,
   * `FILE_EXISTS` when its custom id or origin is another ready file's. `uploadedAt` (Unix ms; default: now) gives a file that
   * was there before its old place in lists, or the next free one.
   */
  complete(id: string, facts: FileFacts, uploadedAt?: number): Promise<FileRecord>;
  /** Drops a pending row. Ready files stay. */
  discard(id: string): Promise<void>;
  /** A ready file, or undefined. Called on every delivery: must be quick. */
  find(id: string): Promise<FileRecord | undefined>;
  /** A ready file by its custom id. Called on every delivery by name: must be quick. */
  findByCustomId(customId: string): Promise<FileRecord | undefined>;
  /** A ready copy of a picture from elsewhere. As quick. */
  findByOrigin(origin: string): Promise<FileRecord | undefined>;
  /** Stable pages by time of upload: while files come and go, each file that stays is listed exactly once. `FIELD_INVALID` for a bad cursor or limit. */
  list(query: FileQuery): Promise<FilePage>;
  /** What a project's owner looks for, see `FileSearch`. `FIELD_INVALID` for an offset and limit beyond what is counted. */
  search(query: FileSearch): Promise<FileFinding>;
  /** The changed file, or undefined when there is none. `FILE_EXISTS` when the custom id is another ready file's. */
  update(id: string, change: FileChange): Promise<FileRecord | undefined>;
  /**
   * Makes a ready or buried file invisible at once and gives it as it was; undefined when there is none. Its bytes are to be
   * removed next, then {@link erase} it; its copies in {@link backups} become due. With `only`, in the same step, just a file
   * whose `expiresAt` is before that time: one that was stored a moment ago stays.
   */
  remove(id: string, only?: { readonly expiredBefore: number }): Promise<FileRecord | undefined>;
  /**
   * Makes a file invisible but keeps all of it until `until` (Unix ms), when it {@link expired}; gives it with its time of
   * removal, undefined when there is none. Its custom id is free at once. Copies from elsewhere are not buried: none is given.
   */
  bury(id: string, until: number): Promise<FileRecord | undefined>;
  /** A buried file, as {@link bury} gave it. */
  findBuried(id: string): Promise<FileRecord | undefined>;
  /** Makes a buried file visible again, stored, at its old place in the list; undefined when there is none. */
  restore(id: string): Promise<FileRecord | undefined>;
  /** How many files a project has, copies from elsewhere aside. */
  counts(project: string): Promise<FileCounts>;
  /** Drops a removed row for good, with what the ledger still knows of it. Ready files stay. */
  erase(id: string): Promise<void>;
  /** Ids that are pending or removed since before `time` (Unix ms): their bytes may have to go. */
  abandoned(time: number, limit: number): Promise<string[]>;
  /** Ids of ready temporary files, and of buried ones, whose `expiresAt` is before `time`. */
  expired(time: number, limit: number): Promise<string[]>;
  /** Equal as long as no record has changed, in whatever process; undefined: not known; absent: it cannot tell. Quick. */
  version?(): unknown;
  readonly renditions: RenditionLedger;
  readonly leases: LeaseTable;
  readonly tickets: TicketTable;
  readonly documents: DocumentTable;
  readonly backups: BackupLedger;
  /** Closing the store closes them too. */
  readonly jobs: Jobs;
  close(): Promise<void>;
}
