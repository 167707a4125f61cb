/** Searching a project's files: what can be asked for, and how texts are compared. */
import type { FileRecord } from "./file.ts";

/** Bounds, each optional. */
export interface SearchRange {
  readonly gt?: number;
  readonly gte?: number;
  readonly lt?: number;
  readonly lte?: number;
}

/** The texts of a file that are searched: its name, its metadata's values, and the media type that was found. */
export type SearchText = "name" | "metadata" | "type";

/** What results are ordered by; `score` is how well the texts match. */
export interface SearchOrder {
  readonly by: "score" | "uploadedAt" | "bytes" | "name";
  readonly descending: boolean;
}

/** Conditions, all of which a file must meet, and which of those that do are wanted. Removed files are never found. */
export interface FileSearch {
  readonly project: string;
  /** Words that must all be in one of the texts, wherever in it; or a file's id. */
  readonly query?: string;
  /** Words that must stand in a text just like that, one after the other. */
  readonly phrase?: Readonly<Partial<Record<SearchText, string>>>;
  /** Values of which each must be one of those given, to the letter. */
  readonly exact?: {
    readonly ids?: readonly string[];
    readonly names?: readonly string[];
    readonly types?: readonly string[];
    readonly metadata?: Readonly<Record<string, readonly string[]>>;
  };
  /** Unix milliseconds. */
  readonly uploadedAt?: SearchRange;
  readonly bytes?: SearchRange;
  readonly isImage?: boolean;
  readonly tags?: Readonly<Partial<Record<"any" | "all" | "none", readonly string[]>>>;
  /** Takes words of six letters and more with one wrong, missing or extra letter, those of ten and more with two. Slow. Default: false. */
  readonly fuzzy?: boolean;
  /** Default: by score where texts are searched, else newest first. */
  readonly order?: readonly SearchOrder[];
  /** How many are left out first, and how many come at most; together at most {@link maxFound}. */
  readonly offset: number;
  readonly limit: number;
}

/** What was found. */
export interface FileFinding {
  readonly files: readonly FileRecord[];
  /** How many there are in all, up to {@link maxFound}: that many may be more. */
  readonly total: number;
}

/** As many are counted, and can be had. */
export const maxFound = 1000;

const separators = /[\s_\-./\\"\p{Cc}]+/u;

/** A text's words as they are compared: what stands between blanks, dots, slashes, hyphens and the like, in small letters. */
export function wordsOf(text: string): string[] {
  return text
    .normalize("NFC")
    .toLowerCase()
    .split(separators)
    .filter((word) => word !== "");
}
