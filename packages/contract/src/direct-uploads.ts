/** What a store can do that takes bytes from clients without their passing through the server. */

/** A part that a client put straight into the store. */
export interface DirectPart {
  /** From 0. */
  readonly index: number;
  readonly bytes: number;
  /** The store's name of these very bytes: the same part put again has another. */
  readonly tag: string;
}

/** One upload under way: the blob it will be, and the store's name of it. */
export interface DirectUpload {
  readonly key: string;
  readonly name: string;
}

/**
 * Uploads whose parts clients put straight into the store, at addresses that it signs. Nothing of one is a blob until
 * it is complete. All calls throw `STORAGE_FULL` or `STORAGE_FAILED`.
 */
export interface DirectUploads {
  /** How many bytes all parts but the last must have. */
  readonly leastPartBytes: number;
  /** Begins one and gives its name. */
  begin(key: string): Promise<string>;
  /** Where a client may PUT one part, of exactly so many bytes, for so many seconds. Index from 0. */
  partUrl(upload: DirectUpload, index: number, bytes: number, expiresInSeconds: number): Promise<string>;
  /** The parts that are there, in any order; undefined when the upload is over. */
  parts(upload: DirectUpload): Promise<readonly DirectPart[] | undefined>;
  /** Makes exactly these parts a blob, in one step and durably; rejects when one of them was put again meanwhile. */
  complete(upload: DirectUpload, parts: readonly DirectPart[]): Promise<void>;
  /** Ends an upload with all its parts. No error when it is over already. */
  abort(upload: DirectUpload): Promise<void>;
}
