/** Uploads that can be gone on with, between a protocol of theirs and the engine: parts of any size, one behind the other. */
import type { Bytes } from "./blob-store.ts";

/** An upload that is under way, or has become a file. */
export interface ResumableUpload {
  /** The id that its file has, or will have. */
  readonly id: string;
  /** Bytes in all. */
  readonly bytes: number;
  /** Bytes that are kept, from the first on: they survive a power cut. */
  readonly offset: number;
  /** False: it is under way, or its parts are still to be joined. */
  readonly isFile: boolean;
  /** Until when it can be gone on with, Unix milliseconds. */
  readonly expiresAt: number;
}

/** What an upload is to become, and whose word it is. */
export interface ResumableWish {
  readonly bytes: number;
  readonly name: string | undefined;
  readonly statedType: string | undefined;
  /** What the first dialect's form would have as fields: a public key, a signature, wishes. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  readonly header: (name: string) => string | null;
}

/** The right to change an upload. Where it is lost, what is being kept under it fails. */
export interface ResumableLock {
  release(): Promise<void>;
}

/**
 * What a protocol may do. An upload's name is made by {@link begin}; nobody can guess it, so it is the right to go on with
 * that upload, and an unknown one is told from none of ours by nothing: `FILE_NOT_FOUND`.
 */
export interface ResumableUploads {
  /** Of one file. */
  readonly maxBytes: number;
  /** How long an upload may take, milliseconds. */
  readonly lifeMs: number;
  /**
   * Judges the credentials as for any upload, uses a counted one up, and gives the upload's name. Throws what the first
   * dialect says of them, `FILE_EMPTY`, `FILE_TOO_LARGE` or `TICKET_SPENT`.
   */
  begin(wish: ResumableWish): Promise<string>;
  /** Throws `FILE_NOT_FOUND`, or `FILE_TOO_LARGE` for one that came in 10,000 pieces and is not whole. */
  find(name: string): Promise<ResumableUpload>;
  /**
   * Keeps what comes, behind what is kept already, and gives the new offset. What came before `body` failed is kept; the
   * error is thrown. Only for who holds the lock. Throws `FILE_NOT_FOUND`.
   */
  append(name: string, offset: number, body: Bytes): Promise<number>;
  /**
   * Makes the file of an upload that is whole, or finds it made, and gives its id. What is refused takes its bytes along,
   * and gives a counted credential back. Throws `PARTS_INCOMPLETE`, and what the file is refused for.
   */
  finish(name: string): Promise<string>;
  /**
   * Gives an upload up, and its counted credential back; waits for who is making its file. Throws `PARTS_COMPLETE` for what
   * is a file, `FILE_NOT_FOUND`, or `QUEUE_FULL` when making it takes too long.
   */
  drop(name: string): Promise<void>;
  /** Waits for its turn. Throws `QUEUE_FULL` when another has it for too long, and what `signal` throws. */
  lock(name: string, signal: AbortSignal): Promise<ResumableLock>;
}

/** A protocol, set up but not yet part of a server. */
export interface ResumableSetup {
  /** Where uploads begin, such as `/tus/`; each then has an address of its own below. Both stand below the server's own path. */
  readonly path: string;
  /** `addressOf` gives the address of an upload of a name. The result answers every request at {@link path} and below. */
  create(uploads: ResumableUploads, addressOf: (name: string) => string): (request: Request) => Promise<Response>;
}
