/** The driver interface of blobs. Its rules are checked by the suites in `checks/`, which outside drivers run too. */
import type { DirectUploads } from "./direct-uploads.ts";

/** Bytes in passing. Node's streams and web streams both are one. Whoever gives a chunk does not change it afterwards. */
export type Bytes = AsyncIterable<Uint8Array>;

/** A part of a blob: `start` to `end`, both inclusive, in bytes. */
export interface ByteRange {
  readonly start: number;
  readonly end: number;
}

/** How bytes are to be put. */
export interface PutOptions {
  readonly signal?: AbortSignal;
  /** The chunks are the store's: it may free a chunk's memory when it has no more need of it. Default: it leaves them as they are. */
  readonly disposable?: boolean;
}

/** A blob that was found. `body` is read at most once; leaving it unread leaks nothing. */
export interface OpenBlob {
  /** The whole blob's size in bytes, also when a range was asked for. */
  readonly size: number;
  readonly body: Bytes;
  /** The body's chunks are the reader's alone, to be freed as it likes. Absent: they may be in use elsewhere. */
  readonly disposable?: boolean;
  /**
   * Where the whole blob lies as a local file, for stores that have such: another process can read it there without
   * the bytes passing through this one. Only for blobs that are never replaced; absent when a range was asked for.
   */
  readonly path?: string;
}

/** What is known of a blob without reading it. */
export interface BlobStat {
  readonly key: string;
  readonly size: number;
  /** When it was put, Unix time in milliseconds. */
  readonly modifiedAt: number;
}

/**
 * Where bytes are kept. Keys are 1 to 200 characters of `a-z 0-9 / . -`, with no empty, `.` or `..` segment;
 * others are refused with `INTERNAL` (keys are made by us, so a bad one is our bug).
 */
export interface BlobStore {
  /**
   * Keeps all of `body` under `key`, replacing what was there. Atomic and durable: when it resolves, the bytes
   * survive a power cut; until then readers see the old blob or none. When `body` or the store fails, or `signal`
   * fires, it rejects and leaves nothing new behind. Gives the number of bytes kept.
   * Throws `STORAGE_FULL` when there is no space, `STORAGE_FAILED` when the store does not answer; errors thrown
   * by `body` pass through unchanged.
   */
  put(key: string, body: Bytes, options?: PutOptions): Promise<number>;
  /** Undefined when there is no such blob. A range beyond the end is cut to it; a start beyond the end gives no bytes. */
  open(key: string, range?: ByteRange): Promise<OpenBlob | undefined>;
  stat(key: string): Promise<BlobStat | undefined>;
  /** Where a whole blob that is never replaced lies as a local file; undefined when it is not there. Absent: the store has no such files. */
  pathOf?(key: string): Promise<string | undefined>;
  /** Gone when it resolves. Removing what is not there is no error. */
  remove(key: string): Promise<void>;
  /** All whole blobs whose key starts with `prefix`, in any order. */
  list(prefix: string): AsyncIterable<BlobStat>;
  /** Removes what broken puts left and is older than `ageMs`, but for blobs whose key `isAwaited`; gives how many things. */
  sweep(ageMs: number, isAwaited?: (key: string) => Promise<boolean>): Promise<number>;
  /** Absent: the store takes nothing from clients. */
  readonly direct?: DirectUploads;
  close(): Promise<void>;
}
