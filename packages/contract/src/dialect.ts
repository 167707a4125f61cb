/** A dialect translates one service's protocol to the canonical words and back. It decides nothing. */
import type { Command, Outcome, PartAddress } from "./command.ts";
import type { Delivery, Hints, Size } from "./delivery.ts";
import type { IntaglioError } from "./errors.ts";
import type { FileRecord } from "./file.ts";
import type { GroupView } from "./group.ts";
import type { UploadIntent, UploadLimits, UploadPermit, UploadTicket } from "./intent.ts";
import type { HookMessage, HookNotice } from "./notice.ts";
import type { Project, ProjectKeys } from "./project.ts";
import type { Source } from "./source.ts";
import type { Target } from "./target.ts";

/** What a valid token grants: this very target, until then. */
export interface Grant {
  /** Unix time in seconds; `Infinity` for a token that never expires. */
  readonly expiresAt: number;
  /**
   * There for a token that covers more addresses than this one, whose operations are thus the client's own choice: true
   * for a picture that it covers by itself. Others may not be laid on, nor fill in. Absent: the address was signed as it
   * is, with all that it names.
   */
  readonly covers?: (source: Source) => boolean;
}

/** How far a signed URL's token reaches. `exact`: this URL alone. `file`: the file with any operations. */
export type TokenReach = "exact" | "file";

/** Which recipe answers a path, and by which methods. OPTIONS is always answered. `part` takes one part of an upload; `group` gives a group as a whole. */
export interface Route {
  readonly recipe: "deliver" | "group" | "upload" | "part" | "manage";
  readonly methods: readonly ("GET" | "HEAD" | "POST" | "PUT" | "PATCH" | "DELETE")[];
}

/** A finished small answer. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** The parts of a request a dialect may read. */
export interface RequestFacts {
  readonly method: string;
  readonly target: Target;
  header(name: string): string | null;
  /** Fields of the body by name, in order of arrival; empty before the body was read. */
  readonly fields: ReadonlyMap<string, readonly string[]>;
  /** The body's bytes, of a management request: at most 1 MiB. Empty otherwise. */
  readonly body: Uint8Array;
}

/** What an address asks of a group as a whole: the list of its files, or all of them in one. */
export type GroupRequest =
  | { readonly kind: "list"; readonly id: string }
  | {
      readonly kind: "archive";
      readonly id: string;
      readonly format: "zip" | "tar";
      /** The name for the download, decoded. */
      readonly fileName?: string;
    };

/** How a dialect speaks of groups as a whole. */
export interface GroupPages {
  /** What a path of a `group` route asks for. Throws `TARGET_*`. */
  parse(target: Target): GroupRequest;
  /** The list of the group's files. */
  present(group: GroupView): Answer;
}

/** An upload request, understood. */
export interface UploadAdmission {
  readonly intent: UploadIntent;
  readonly permit: UploadPermit;
}

/** One stored file of an upload, with the name of the form field it came in. */
export interface UploadedFile {
  readonly field: string;
  readonly file: FileRecord;
}

/** What a delivery of facts tells. */
export interface PictureFacts extends Size {
  /** The main colours, the most frequent first, each [red, green, blue] from 0 to 255. */
  readonly colors?: readonly (readonly [number, number, number])[];
  /** A 64-bit perceptual hash, 16 hex digits: alike pictures differ in few bits. */
  readonly perceptualHash?: string;
  readonly blurHash?: string;
  /** Base64. */
  readonly thumbHash?: string;
}

/** Everything a service's protocol needs. Each member lives in a file of its own in the dialect's folder. */
export interface Dialect {
  /** Lower-case letters; unique in a server; part of no URL. */
  readonly name: string;
  /** By path alone, undecoded. Undefined: the path is not this dialect's. */
  route(path: string): Route | undefined;
  /**
   * A delivery URL's meaning. The same target and hints always mean the same. Throws `TARGET_INVALID`, `OPERATION_*` or
   * `PLAN_*`.
   */
  parse(target: Target, hints?: Hints): Delivery;
  /** The path that means this delivery, with a query where it names the picture: `parse` undoes it. Throws `PLAN_UNSAYABLE` naming the step that cannot be said. */
  format(delivery: Delivery): string;
  /** The path, with its query if it has one that names the picture, and a token good until `expiresAt` (Unix seconds, `Infinity` for ever). Throws `PLAN_UNSAYABLE` for what the grammar has no token. */
  sign(path: string, expiresAt: number, reach: TokenReach, keys?: ProjectKeys): string;
  /**
   * What the target's token grants under a project's keys, by default the server's own; undefined when there is none.
   * Throws `SIGNATURE_*` or `CREDENTIALS_AMBIGUOUS`. `now` is in Unix seconds.
   */
  verify(target: Target, now: number, keys?: ProjectKeys): Grant | undefined;
  /** The keys of the server's own project, where the dialect can serve others too. Absent: it serves that one alone. */
  readonly ownProject?: ProjectKeys;
  /**
   * The key of the project that a host name (in lower case, without a port) stands for, where an address names nobody's
   * file; undefined for the server's own. Absent: no host stands for another's.
   */
  keyOfHost?(host: string): string | undefined;
  /** The key of the project that an upload or a management request names. Throws `KEY_*` or `CREDENTIALS_*`. */
  identify(request: RequestFacts): string;
  /** An upload's wishes and what its credentials allow; valid ones are demanded where the project's `uploads` says so. `now` is in Unix seconds. */
  intake(request: RequestFacts, now: number, project: Project): UploadAdmission;
  /** Where its own uploads come in: what comes in another way is judged as if it came there. Absent: it takes none. */
  readonly uploadPath?: string;
  /** A ticket for one upload of one file. `expiresAt` is in Unix seconds. */
  ticket(limits: UploadLimits, now: number, expiresAt: number, keys?: ProjectKeys): UploadTicket;
  /** A management request's command, its credentials checked. `now` is in Unix seconds. */
  command(request: RequestFacts, now: number, project: Project): Command;
  /** Of a `part` route: which part its path means; undefined for none. Absent: there are no such routes. */
  part?(target: Target): PartAddress | undefined;
  /** Of `group` routes. Absent: there are no such routes. */
  readonly groups?: GroupPages;
  /** The answer to a finished upload. */
  presentUpload(files: readonly UploadedFile[], request: RequestFacts): Answer;
  /** The answer to a command that was carried out. */
  present(outcome: Outcome, request: RequestFacts, project: Project): Answer;
  /** The answer to a delivery of facts. */
  presentInfo(file: FileRecord, facts: PictureFacts, delivery: Delivery): Answer;
  /** What a hook's address is sent: the same notice always gives the same. Absent: the dialect has no hooks. */
  notify?(notice: HookNotice): HookMessage;
  /** The service's own way to say no. */
  fail(error: IntaglioError, request: RequestFacts): Answer;
  /** The path without credentials, for logs. Absent: no path holds any. */
  redact?(path: string): string;
  /** Headers for every answer of a route, such as CORS, and the extra ones of an OPTIONS answer. */
  headers(route: Route, preflight: boolean): Readonly<Record<string, string>>;
}

/** What a dialect gets from the server it is part of. */
export interface DialectHost {
  /** 32 bytes for a purpose, derived from the server's secret: different for each dialect and purpose. */
  deriveKey(purpose: string): Uint8Array;
  /** The address that the server's paths stand below, as its options say: `https://example.com/media`, or `/media`. Default: none. */
  readonly baseUrl?: string;
}

/** A dialect, set up but not yet part of a server. */
export interface DialectSetup {
  readonly name: string;
  create(host: DialectHost): Dialect;
}

/** Types a dialect's set-up. */
export function defineDialect(setup: DialectSetup): DialectSetup {
  return setup;
}
