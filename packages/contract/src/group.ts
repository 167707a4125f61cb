/** Groups: lists of files that never change. */
import type { FileRecord } from "./file.ts";

/** One file of a group. */
export interface GroupMember {
  readonly fileId: string;
  /** Operations that come first whenever the member is delivered, in the spelling of the dialect that made the group; empty for none. */
  readonly effects: string;
}

/** A list of files that never changes. */
export interface GroupRecord {
  /** A version-4 UUID, `~`, and the number of members. */
  readonly id: string;
  readonly project: string;
  /** Unix milliseconds, unique within the project. */
  readonly createdAt: number;
  readonly members: readonly GroupMember[];
}

/** A group as a list shows it. */
export interface GroupRow extends Pick<GroupRecord, "id" | "createdAt"> {
  /** How many members it has. */
  readonly count: number;
}

/** A group with its files; null for those that are gone. */
export interface GroupView extends GroupRecord {
  readonly files: readonly (FileRecord | null)[];
}

/** Which groups to list. */
export interface GroupQuery {
  readonly newestFirst: boolean;
  /** 1 to 1000. */
  readonly limit: number;
  /** From this time of creation on, in the list's own order, itself included. Unix milliseconds. */
  readonly from?: number;
  /** The last ones before this time of creation, in the list's own order. Not with `from`. */
  readonly to?: number;
}

/** A page of groups. */
export interface GroupListing {
  readonly groups: readonly GroupRow[];
  /** The first group of the next page and of the page before, in the page's own order; undefined where there is none. */
  readonly next: GroupRow | undefined;
  readonly previous: GroupRow | undefined;
  readonly total: number;
}
