/** What management requests ask for, in canonical words, and what they are given. */
import type { Delivery } from "./delivery.ts";
import type { ErrorCode } from "./errors.ts";
import type { FileQuery, FileRecord } from "./file.ts";
import type { GroupListing, GroupMember, GroupQuery, GroupView } from "./group.ts";
import type { UploadIntent, UploadPermit } from "./intent.ts";
import type { FileFinding, FileSearch } from "./search.ts";

/** A page of files, with the numbers around it. */
export interface FileListing {
  readonly files: readonly FileRecord[];
  /** The first file of the next page and of the page before, in the page's own order; undefined where there is none. */
  readonly next: FileRecord | undefined;
  readonly previous: FileRecord | undefined;
  readonly counts: FileCounts;
}

/** How many files a project has. */
export interface FileCounts {
  readonly stored: number;
  readonly unstored: number;
  readonly removed: number;
}

/** What a list of files became. */
export interface FileBatch {
  readonly files: readonly FileRecord[];
  /** Of those asked for: not there, or another project's. */
  readonly missing: readonly string[];
  /** Of those asked for: no file's id. */
  readonly invalid: readonly string[];
}

/** Labels before and after. */
export interface TagChange {
  readonly tags: readonly string[];
  readonly added: readonly string[];
  readonly removed: readonly string[];
}

/** What a hook hears of. */
export const hookEvents = [
  "file.uploaded",
  "file.stored",
  "file.deleted",
  "file.info_updated",
  "file.infected",
] as const;
/** One of {@link hookEvents}. */
export type HookEvent = (typeof hookEvents)[number];

/** An address that is told of events. */
export interface HookRecord {
  /** A whole number from 1, unique in the server. */
  readonly id: number;
  readonly project: string;
  readonly event: HookEvent;
  readonly targetUrl: string;
  readonly isActive: boolean;
  readonly signingSecret: string | null;
  readonly version: string;
  readonly createdAt: number;
  readonly updatedAt: number;
}

/** What may be said of a hook. */
export type HookInput = Partial<Pick<HookRecord, "event" | "targetUrl" | "isActive" | "signingSecret" | "version">>;

/** An upload in parts, as it begins. */
export interface PartsWish {
  readonly name: string;
  readonly statedType: string;
  /** Bytes in all. */
  readonly bytes: number;
  /** Bytes of each part but the last. Absent: parts have any size and come one behind the other. */
  readonly partBytes?: number;
  readonly intent: UploadIntent;
  /** What the credentials of its beginning allow: nothing asks for them later. */
  readonly permit: UploadPermit;
}

/** An upload in parts that has begun. */
export interface PartsBegun {
  /** The id that the file will have. */
  readonly id: string;
  /** Where its parts are to be put, in order. */
  readonly parts: readonly (PartAddress | PartUrl)[];
}

/** Where the store itself takes one part of an upload. */
export interface PartUrl {
  /** Whole, and signed: it is the right to put the part there for a day. */
  readonly url: string;
}

/** Where one part of an upload belongs, and the right to put it there for a day. */
export interface PartAddress {
  readonly id: string;
  /** From 0. */
  readonly index: number;
  /** 64 hex digits: nobody can work it out without the server's secret. */
  readonly token: string;
}

/** A file to be fetched from an address. */
export interface FetchWish {
  readonly url: string;
  /** Absent: from the answer's headers or the address. */
  readonly name?: string;
  readonly intent: UploadIntent;
  /** What the credentials allow. */
  readonly permit: UploadPermit;
  /** Gives the file that this address was fetched as before, if it was remembered. */
  readonly reuse: boolean;
  /** Remembers which file this address became. */
  readonly remember: boolean;
}

/** A fetch that has begun, or the file it became earlier. */
export type FetchBegun = { readonly token: string } | { readonly file: FileRecord };

/** How far a fetch is. Bytes; `total` is undefined while the sender has not said it. */
export type FetchState =
  | { readonly state: "unknown" | "waiting" }
  | { readonly state: "progress"; readonly done: number; readonly total: number | undefined }
  | { readonly state: "success"; readonly file: FileRecord }
  | { readonly state: "error"; readonly code: ErrorCode; readonly hint?: string };

/** A project as its owner sees it: no keys. */
export interface ProjectView {
  readonly key: string;
  readonly name: string;
  readonly autoStore: boolean;
}

/** Every command: what it asks for, and what it gives. Files of other projects are not there. */
export interface Commands {
  /** As anybody may see it who knows the id. */
  "file.inspect": [asks: { readonly id: string }, gives: FileRecord];
  /** As its owner sees it, removed ones too. */
  "file.read": [asks: { readonly id: string }, gives: FileRecord];
  "file.list": [asks: { readonly query: FileQuery }, gives: FileListing];
  "file.search": [asks: { readonly search: Omit<FileSearch, "project"> }, gives: FileFinding];
  /** Stores, and restores what was removed. */
  "file.store": [asks: { readonly ids: readonly string[] }, gives: FileBatch];
  "file.remove": [asks: { readonly ids: readonly string[] }, gives: FileBatch];
  "file.setMetadata": [
    asks: { readonly id: string; readonly key: string; readonly value: string },
    gives: { readonly isNew: boolean },
  ];
  /** Throws `METADATA_MISSING` where there is no such key. */
  "file.dropMetadata": [asks: { readonly id: string; readonly key: string }, gives: undefined];
  "file.setTags": [asks: { readonly id: string; readonly tags: readonly string[] }, gives: TagChange];
  /** Takes away first, then adds. */
  "file.changeTags": [
    asks: { readonly id: string; readonly add: readonly string[]; readonly remove: readonly string[] },
    gives: TagChange,
  ];
  /** A new file from another, or from what a plan makes of it. */
  "file.copy": [
    asks: { readonly source: Delivery; readonly store: boolean; readonly metadata?: Readonly<Record<string, string>> },
    gives: FileRecord,
  ];
  /** A copy to a named storage. `key` is where, once names are filled in. */
  "file.export": [
    asks: {
      readonly source: Delivery;
      readonly target: string;
      readonly isPublic: boolean;
      readonly key: (file: FileRecord, type: string) => string;
    },
    gives: { readonly bucket: string; readonly key: string; readonly isNew: boolean },
  ];
  /** Throws `GROUP_INVALID`, or `GROUP_INCOMPLETE` where one of the files is not there. */
  "group.create": [asks: { readonly members: readonly GroupMember[]; readonly permit: UploadPermit }, gives: GroupView];
  /** As anybody may see it who knows the id. */
  "group.inspect": [asks: { readonly id: string }, gives: GroupView];
  /** As its owner sees it. */
  "group.read": [asks: { readonly id: string }, gives: GroupView];
  "group.list": [asks: { readonly query: GroupQuery }, gives: GroupListing];
  /** Its files stay. */
  "group.remove": [asks: { readonly id: string }, gives: undefined];
  "project.read": [asks: object, gives: ProjectView];
  "hook.list": [asks: object, gives: readonly HookRecord[]];
  "hook.create": [asks: { readonly hook: HookInput & Pick<HookRecord, "event" | "targetUrl"> }, gives: HookRecord];
  "hook.update": [asks: { readonly id: number; readonly change: HookInput }, gives: HookRecord];
  /** All hooks of the address; none is no error. */
  "hook.remove": [asks: { readonly targetUrl: string }, gives: undefined];
  /** Throws `FILE_TOO_LARGE` or `TICKET_SPENT`. */
  "parts.begin": [asks: { readonly wish: PartsWish }, gives: PartsBegun];
  /** Throws `PARTS_INCOMPLETE`, `PARTS_COMPLETE`, or what the file is refused for. */
  "parts.complete": [asks: { readonly id: string }, gives: FileRecord];
  /** Throws `SOURCE_FORBIDDEN` or `SOURCE_UNREACHABLE` (no such host, or not a public one). */
  "fetch.begin": [asks: { readonly wish: FetchWish }, gives: FetchBegun];
  "fetch.read": [asks: { readonly token: string }, gives: FetchState];
}

/** A command's name. */
export type CommandName = keyof Commands;

/** A management request, understood. */
export type Command<Name extends CommandName = CommandName> = {
  readonly [Each in Name]: { readonly kind: Each } & Commands[Each][0];
}[Name];

/** A command that was carried out, with what it gave. */
export type Outcome<Name extends CommandName = CommandName> = {
  readonly [Each in Name]: {
    readonly kind: Each;
    readonly command: Command<Each>;
    readonly result: Commands[Each][1];
  };
}[Name];
