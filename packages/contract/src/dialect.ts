/** A dialect translates one service's protocol to the canonical words and back. It decides nothing. */
import type { IntaglioError } from "./errors.ts";
import type { FileRecord } from "./file.ts";
import type { UploadIntent, UploadLimits, UploadPermit, UploadTicket } from "./intent.ts";
import type { Plan } from "./plan.ts";
import type { Target } from "./target.ts";

/** What goes out for a delivery: the picture as the plan makes it, the stored bytes, or facts about the picture. */
export type DeliveryAnswer = "image" | "original" | "info";

/** What a delivery URL asks for. */
export interface Delivery {
  readonly answer: DeliveryAnswer;
  readonly plan: Plan;
  /** The name for a download, decoded. */
  readonly fileName?: string;
  /** How the browser is to treat it, where the URL says. */
  readonly disposition?: "inline" | "attachment";
}

/** What a valid token grants: this very target, until then. */
export interface Grant {
  /** Unix time in seconds. */
  readonly expiresAt: number;
}

/** How far a signed URL's token reaches. `exact`: this URL alone. `file`: the file with any operations. */
export type TokenReach = "exact" | "file";

/** Which recipe answers a path, and by which methods. OPTIONS is always answered. */
export interface Route {
  readonly recipe: "deliver" | "upload" | "manage";
  readonly methods: readonly ("GET" | "HEAD" | "POST" | "PUT" | "DELETE")[];
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

/** A management request, in canonical words. */
export type Command = { readonly kind: "inspect"; readonly id: string };

/** A picture's size. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Everything a service's protocol needs. Each member lives in a file of its own in the dialect's folder. */
export interface Dialect {
  /** Lower-case letters; unique in a server; part of no URL. */
  readonly name: string;
  /** By path alone, undecoded. Undefined: the path is not this dialect's. */
  route(path: string): Route | undefined;
  /** A delivery URL's meaning. Throws `TARGET_INVALID`, `OPERATION_*` or `PLAN_*`. */
  parse(target: Target): Delivery;
  /** The path that means this delivery: `parse` undoes it. Throws `PLAN_UNSAYABLE` naming the step that cannot be said. */
  format(delivery: Delivery): string;
  /** The path with a token good until `expiresAt` (Unix seconds). */
  sign(path: string, expiresAt: number, reach: TokenReach): string;
  /** What the target's token grants; undefined when there is none. Throws `SIGNATURE_*` or `CREDENTIALS_AMBIGUOUS`. `now` is in Unix seconds. */
  verify(target: Target, now: number): Grant | undefined;
  /** An upload's wishes and what its credentials allow; with `signed`, valid credentials are demanded. `now` is in Unix seconds. */
  intake(request: RequestFacts, now: number, signed: boolean): UploadAdmission;
  /** A ticket for one upload of one file. `expiresAt` is in Unix seconds. */
  ticket(limits: UploadLimits, now: number, expiresAt: number): UploadTicket;
  /** A management request's command. */
  command(request: RequestFacts): Command;
  /** The answer to a finished upload. */
  presentUpload(files: readonly UploadedFile[], request: RequestFacts): Answer;
  /** The answer to `inspect`. */
  presentFile(file: FileRecord): Answer;
  /** The answer to a delivery of facts; `size` is the picture's after the plan's steps. */
  presentInfo(file: FileRecord, size: Size): Answer;
  /** The service's own way to say no. */
  fail(error: IntaglioError, request: RequestFacts): Answer;
  /** Headers for every answer of a route, such as CORS, and the extra ones of an OPTIONS answer. */
  headers(route: Route, preflight: boolean): Readonly<Record<string, string>>;
}

/** What a dialect gets from the server it is part of. */
export interface DialectHost {
  /** 32 bytes for a purpose, derived from the server's secret: different for each dialect and purpose. */
  deriveKey(purpose: string): Uint8Array;
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
