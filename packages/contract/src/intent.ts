/** What an upload asks for, and what its credentials allow. */
import type { Access } from "./file.ts";

/** What an upload request asks for, beside the files themselves. */
export interface UploadIntent {
  /** Keep for good (true), for a day (false), or as the server's `autoStore` says. */
  readonly store: boolean | "auto";
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly access: Access;
}

/** What one upload may be at most. Absent: the server's own limits alone. */
export interface UploadLimits {
  /** Bytes of one file. */
  readonly maxBytes?: number;
  /** Media types such as `image/png` or `image/*`, judged by the file's first bytes. */
  readonly types?: readonly string[];
}

/** A counted credential: it is good for `limit` files and groups in all. */
export interface UploadCount {
  readonly id: string;
  readonly limit: number;
  /** Unix time in milliseconds, after which the count may be forgotten. */
  readonly expiresAt: number;
}

/** What verified credentials allow. */
export interface UploadPermit {
  readonly limits: UploadLimits;
  /** Present when the credential is good for so many files and groups. */
  readonly count?: UploadCount;
}

/** What a browser needs to make one allowed upload: send a multipart POST with these, and the files. */
export interface UploadTicket {
  /** Where to send it: absolute when the server's public address is configured, else from the root. */
  readonly url: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly fields: Readonly<Record<string, string>>;
  /** Unix time in seconds. */
  readonly expiresAt: number;
  /**
   * Where an upload that can be gone on with begins instead, as the option `resumable` says: with the same headers, and the
   * fields as its metadata. Absent: there are no such.
   */
  readonly resumable?: string;
}
