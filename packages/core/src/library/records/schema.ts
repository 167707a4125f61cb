/** The tables, as Kysely knows them. `migrations.ts` makes them. Times are Unix times in milliseconds. */
import type { BackupProblem } from "@intaglio/contract";

/** Where a file is in its life. Only ready files are visible; buried ones can come back. */
export type FileState = "pending" | "ready" | "buried" | "removed";

/** Which list a file is in, see `shelves.ts`. */
export type Shelf = 0 | 1 | 2 | 3;

/** One file. What a pending file does not have yet is null or empty. */
export interface FileRow {
  id: string;
  /** The empty text for the server's own. */
  project: string;
  state: FileState;
  /** Null for what is in no list. */
  shelf: Shelf | null;
  /** When it became pending or removed; null while it is ready or buried, so that the index holds only what may have to go. */
  since: number | null;
  /** Unique; null when there is none, and once the file was buried or removed. */
  custom_id: string | null;
  /** Unique; null when there is none, and once the file was removed. */
  origin: string | null;
  name: string;
  stated_type: string;
  type: string;
  bytes: number;
  sha256: string;
  /** JSON, or null. */
  image: string | null;
  /** JSON. */
  metadata: string;
  /** JSON, in the order given; the table of tags is for searching only. */
  tags: string;
  access: "public" | "signed" | null;
  /** Unique; null unless ready or buried, so that a buried file's place stays its own. */
  uploaded_at: number | null;
  stored_at: number | null;
  /** When a temporary file goes, or a buried one. */
  expires_at: number | null;
  removed_at: number | null;
}

/** One tag of one ready file. Holds the file's place in the lists as well, so that one index gives a tag's page in order. */
export interface TagRow {
  tag: string;
  project: string;
  shelf: Shelf;
  uploaded_at: number;
  file_id: string;
}

/** One rendition. */
export interface RenditionRow {
  key: string;
  file_id: string;
  bytes: number;
  type: string;
  width: number;
  height: number;
  used_at: number;
}

/** A sum that is kept rather than counted anew. */
export interface TotalRow {
  name: string;
  bytes: number;
}

/** A part of a project's number of files on one shelf: the sum over all slots is the number. */
export interface CountRow {
  project: string;
  shelf: Shelf;
  slot: number;
  files: number;
}

/** One document. */
export interface DocumentRow {
  kind: string;
  id: string;
  project: string;
  name: string | null;
  /** JSON. */
  body: string;
  created_at: number;
  updated_at: number;
  expires_at: number | null;
  revision: number;
}

/** The number of a sequence that was given last. */
export interface SequenceRow {
  name: string;
  last: number;
}

/** One lease. */
export interface LeaseRow {
  name: string;
  owner: string;
  expires_at: number;
}

/** One ticket of which something was spent. */
export interface TicketRow {
  id: string;
  used: number;
  expires_at: number;
}

/** One job, in SQLite only: PostgreSQL's are graphile-worker's. */
export interface JobRow {
  id: string;
  name: string;
  key: string | null;
  /** JSON. */
  payload: string;
  /** Tries that failed. */
  failures: number;
  /** Tries in all. */
  attempts: number;
  /** Runs whose process ended without a word. */
  lost: number;
  /** When it may be taken: its time, or the end of the lease under which it runs. Null once it was given up. */
  due_at: number | null;
  /** Who runs it, or did when its lease ran out. */
  owner: string | null;
  error: string | null;
  /** When it was given up. */
  failed_at: number | null;
}

/** The key of a job that waits for its first run. */
export interface JobKeyRow {
  name: string;
  key: string;
  id: string;
}

/** One file's copy on a backup store. */
export interface BackupRow {
  file_id: string;
  store: string;
  /** Null as long as the copy is not known to be whole. */
  version: string | null;
  problem: BackupProblem | null;
  /** When it goes, with its file. */
  drop_at: number | null;
}

/** All tables. They are prefixed, since the database may be shared with the application. */
export interface Schema {
  intaglio_files: FileRow;
  intaglio_tags: TagRow;
  intaglio_renditions: RenditionRow;
  intaglio_totals: TotalRow;
  intaglio_counts: CountRow;
  intaglio_documents: DocumentRow;
  intaglio_sequences: SequenceRow;
  intaglio_leases: LeaseRow;
  intaglio_tickets: TicketRow;
  intaglio_jobs: JobRow;
  intaglio_job_keys: JobKeyRow;
  intaglio_backups: BackupRow;
}
