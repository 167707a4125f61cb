/** What is known about one stored file. */

/** What the decoder said of a picture, at intake. Sizes are in pixels, after the EXIF orientation was applied. */
export interface ImageFacts {
  readonly format: ImageFormat;
  readonly width: number;
  readonly height: number;
  /** Frames; 1 for a still picture. */
  readonly pages: number;
  /** EXIF orientation, 1 to 8; 1 when absent or invalid. */
  readonly orientation: number;
  readonly hasAlpha: boolean;
  /** Pillow's words, as Uploadcare's clients know them: `RGB`, `RGBA`, `L`, `LA`, `P`, `CMYK`, `LAB`. */
  readonly colorMode: string;
  /** Dots per inch, or null when the file does not say. */
  readonly dpi: readonly [number, number] | null;
  /** Decimal degrees, or null. */
  readonly location: { readonly latitude: number; readonly longitude: number } | null;
  /** `YYYY-MM-DDTHH:MM:SS` without a zone, as cameras write it, or null. */
  readonly takenAt: string | null;
  /** True for progressive JPEG and interlaced PNG, which cost more memory to decode. */
  readonly interlaced: boolean;
}

/** The picture formats that are told apart by their first bytes. */
export const imageFormats = ["jpeg", "png", "webp", "gif", "avif", "tiff"] as const;
/** A format of {@link imageFormats}. */
export type ImageFormat = (typeof imageFormats)[number];

/** Who may fetch a file without a token: everybody, nobody, or (null) whoever the delivery policy says. */
export type Access = "public" | "signed" | null;

/** One stored file. Times are Unix times in milliseconds. */
export interface FileRecord {
  /** A version-4 UUID, lower case. */
  readonly id: string;
  /** Whose it is: a project's id, the empty text for the server's own. */
  readonly project: string;
  /** A name of the owner's choice under which addresses find the file too, see `isCustomId`; unique; null when it has none. */
  readonly customId: string | null;
  /** Of a copy of a picture from elsewhere: the source it was taken from, unique. Such copies are in no list. Null for all others. */
  readonly origin: string | null;
  /** The name the client gave: a label, never part of a path. At most 255 bytes of well-formed, NFC text. */
  readonly name: string;
  /** The media type the client stated: a label, never trusted. */
  readonly statedType: string;
  /** The media type found in the first bytes; `application/octet-stream` when unknown. */
  readonly type: string;
  readonly bytes: number;
  /** SHA-256 of the bytes, lower-case hex: the content's version. */
  readonly sha256: string;
  /** Null when the file is not a picture that can be processed. */
  readonly image: ImageFacts | null;
  readonly metadata: Readonly<Record<string, string>>;
  readonly tags: readonly string[];
  readonly access: Access;
  /** Unique within a store, so that it can serve as a cursor. */
  readonly uploadedAt: number;
  /** Null for a temporary file. */
  readonly storedAt: number | null;
  /** When a temporary file goes; null for a stored one. */
  readonly expiresAt: number | null;
  /** When its owner removed it; null unless it is asked for among the removed, where it can be restored for a while. */
  readonly removedAt: number | null;
}

/** A file of which nothing but the wish is known: its bytes have not arrived. */
export interface FileDraft {
  readonly id: string;
  readonly name: string;
  readonly statedType: string;
}

/** What completes a {@link FileDraft}. */
export type FileFacts = Omit<FileRecord, keyof FileDraft | "uploadedAt" | "removedAt">;

/** What may be changed on a file later. */
export type FileChange = Partial<
  Pick<FileRecord, "customId" | "name" | "metadata" | "tags" | "access" | "storedAt" | "expiresAt">
>;

/** Which files to list. */
export interface FileQuery {
  /** Only files of this project. Default: of all. */
  readonly project?: string;
  /** Only removed files that can still be restored (true), or only present ones. Default: false. */
  readonly removed?: boolean;
  /** From this time of upload on, in the list's own order, itself included. Unix milliseconds. */
  readonly from?: number;
  /** Up to this time of upload, in the list's own order, itself excluded: the last files before it. Unix milliseconds. Not with `from` or `after`. */
  readonly to?: number;
  /** Only files with this tag. Removed ones are found by none. */
  readonly tag?: string;
  /** Only stored (true) or only temporary (false) files. */
  readonly stored?: boolean;
  /** Newest first when true. Default: false. */
  readonly newestFirst?: boolean;
  /** A page's `next`: go on after it. */
  readonly after?: string;
  /** 1 to 1001. Default: 100. */
  readonly limit?: number;
}

/** One page of files. */
export interface FilePage {
  readonly files: readonly FileRecord[];
  /** Give it as `after` for the next page; undefined on the last, and on those before a time. */
  readonly next: string | undefined;
}
