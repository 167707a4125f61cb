/** What is known of the copies that files have on backup stores. */

/** Why a file's copy is not as it should be, or why it could not be made. */
export type BackupProblem =
  | "original-missing"
  | "original-damaged"
  | "backup-missing"
  | "backup-damaged"
  | "store-failed"
  | "store-unknown";

/** One file's copy on one store. */
export interface BackupEntry {
  readonly fileId: string;
  /** The store's name. */
  readonly store: string;
  /** Which version of the record lies there, beside whole bytes; null as long as that is not known. */
  readonly version: string | null;
  /** What went wrong last; null when all is well. */
  readonly problem: BackupProblem | null;
  /** Unix milliseconds: the copy goes then, since its file was removed. Null: it stays. */
  readonly dropAt: number | null;
}

/** The copies on one store, by their number. */
export interface BackupCounts {
  readonly store: string;
  /** With a version, whether or not it is the newest. */
  readonly copied: number;
  readonly failing: number;
  /** Waiting to be dropped. */
  readonly leaving: number;
}

/** Which copies exist, and which have to go. An entry is added before anything is put, so that no copy is without one. */
export interface BackupLedger {
  /** The copies of these files, on all stores, in any order. */
  find(fileIds: readonly string[]): Promise<BackupEntry[]>;
  /** Adds or replaces what is known of a copy; its `dropAt` stays as it is. */
  note(entry: Omit<BackupEntry, "dropAt">): Promise<void>;
  /** All copies of a file are to go at that time. */
  dropFrom(fileId: string, time: number): Promise<void>;
  /** Copies on a store whose time to go is at or before `time`, the earliest first. */
  due(store: string, time: number, limit: number): Promise<BackupEntry[]>;
  /** Copies that have a problem, by store and file. */
  failing(limit: number): Promise<BackupEntry[]>;
  /** For each store that has copies, by its name. */
  counts(): Promise<BackupCounts[]>;
  /** Drops an entry: its copy is gone. */
  forget(fileId: string, store: string): Promise<void>;
}
