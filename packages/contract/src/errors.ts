/**
 * Every way a request can fail: a code, the HTTP status, and the one sentence a stranger may read.
 * What a stranger can cause is a 4xx; a 5xx is our fault or the machine's and is logged.
 */
export const errorCodes = {
  TARGET_INVALID: [400, "The address is malformed."],
  TARGET_TOO_LONG: [414, "The address is longer than 4096 bytes."],
  ROUTE_UNKNOWN: [404, "There is nothing at this address."],
  METHOD_NOT_ALLOWED: [405, "This address does not answer this method."],
  OPERATION_UNKNOWN: [400, "The address names an operation that does not exist."],
  OPERATION_UNSUPPORTED: [400, "This operation is not supported."],
  OPERATION_FORBIDDEN: [400, "This operation is switched off on this server."],
  PLAN_INVALID: [400, "An operation's argument is missing, malformed or out of range."],
  PLAN_TOO_LARGE: [400, "The operations ask for a picture that is too large, or for too many steps."],
  PLAN_UNSAYABLE: [400, "This address grammar cannot express one of the operations."],
  OPTIONS_INVALID: [500, "The server is set up wrongly."],
  CREDENTIALS_MISSING: [401, "A signature or token is required."],
  CREDENTIALS_AMBIGUOUS: [400, "Credentials are given more than once."],
  CREDENTIALS_INVALID: [401, "The credentials do not match."],
  KEY_MISSING: [403, "The public key is required."],
  KEY_UNKNOWN: [403, "The public key is not known."],
  SIGNATURE_REQUIRED: [403, "This address needs a valid signature."],
  SIGNATURE_MALFORMED: [403, "The signature is malformed."],
  SIGNATURE_INVALID: [403, "The signature does not match."],
  SIGNATURE_EXPIRED: [403, "The signature has expired."],
  UPLOAD_SIGNATURE_MISSING: [400, "The upload's signature is missing."],
  UPLOAD_EXPIRY_MISSING: [400, "The upload signature's expiry is missing."],
  UPLOAD_EXPIRY_MALFORMED: [400, "The upload signature's expiry is not a Unix time in seconds."],
  TOKEN_INVALID: [401, "The upload token is not valid."],
  TOKEN_EXPIRED: [401, "The upload token has expired."],
  TOKEN_OUT_OF_SCOPE: [403, "The upload token does not cover this request."],
  TICKET_SPENT: [410, "The upload token has been used up."],
  FILE_NOT_FOUND: [404, "The file was not found."],
  FILE_EXISTS: [409, "A file with this id is there already."],
  FILE_ID_MISSING: [400, "The file's id is required."],
  FILE_ID_INVALID: [400, "The file's id is malformed."],
  FILE_MISSING: [400, "The request contains no file."],
  VERSION_UNACCEPTABLE: [406, "The Accept header names no version that is spoken here."],
  METADATA_MISSING: [404, "The file has no metadata of this name."],
  GROUP_NOT_FOUND: [404, "The group was not found."],
  GROUP_INVALID: [400, "The list of the group's files is missing, malformed or too long."],
  GROUP_INCOMPLETE: [400, "Some of the group's files are not there."],
  HOOK_NOT_FOUND: [404, "The webhook was not found."],
  HOOK_EXISTS: [409, "There is a webhook for this event and address already."],
  CAPABILITY_MISSING: [403, "This is not installed on this server."],
  STORAGE_UNKNOWN: [400, "There is no storage of this name."],
  PARTS_INCOMPLETE: [400, "Parts of the upload are missing or have another size."],
  PARTS_COMPLETE: [400, "The upload is complete already."],
  PART_INVALID: [400, "The part is not one of this upload, or has another size."],
  PROJECT_EXISTS: [409, "There is a project with this key already."],
  FILE_EMPTY: [400, "The file is empty."],
  FILE_TOO_LARGE: [413, "The file is too large."],
  FILE_TYPE_FORBIDDEN: [415, "Files of this type are not accepted."],
  FILE_NOT_IMAGE: [422, "The file is not a picture that can be processed."],
  SOURCE_FORBIDDEN: [403, "Pictures are not fetched from this address."],
  SOURCE_PRIVATE: [403, "Nothing is fetched from addresses that are not public."],
  SOURCE_UNREACHABLE: [422, "The picture could not be fetched from its address."],
  IMAGE_UNREADABLE: [422, "The picture is damaged or cannot be read."],
  IMAGE_TOO_LARGE: [422, "The picture has too many pixels or frames."],
  METADATA_INVALID: [400, "The metadata is malformed."],
  TAGS_INVALID: [400, "The tags are malformed."],
  FIELD_INVALID: [400, "A field of the request is missing or malformed."],
  BODY_MALFORMED: [400, "The request's body is malformed."],
  BODY_TOO_LARGE: [413, "The request's body is too large."],
  BODY_TYPE_UNSUPPORTED: [415, "This content type or encoding is not accepted."],
  BODY_CONSUMED: [
    500,
    "The request's body was read before it arrived here: register Intaglio before whatever reads bodies.",
  ],
  BODY_CUT: [
    500,
    "Less of the request's body arrived here than was sent: in Next behind a proxy file, raise experimental.proxyClientMaxBodySize.",
  ],
  BODY_TOO_SLOW: [408, "The request's body arrived too slowly."],
  TOO_MANY_FILES: [413, "The request contains too many files."],
  TOO_MANY_FIELDS: [413, "The request contains too many fields."],
  RANGE_UNSATISFIABLE: [416, "The range lies outside the file."],
  QUEUE_FULL: [503, "The server is busy; try again shortly."],
  STOPPING: [503, "The server is shutting down; try again shortly."],
  RENDER_TIMEOUT: [503, "The picture took too long to process; try again later."],
  RENDER_CRASHED: [503, "The picture's processing broke off; try again later."],
  STORAGE_FULL: [507, "The server's storage is full."],
  STORAGE_FAILED: [502, "The server's storage did not answer."],
  DATABASE_FAILED: [503, "The server's database did not answer."],
  INTERNAL: [500, "Something went wrong on the server."],
} as const satisfies Record<string, readonly [status: number, sentence: string]>;

/** One of the table's codes. */
export type ErrorCode = keyof typeof errorCodes;

/** What an error carries beside its code. */
export interface ErrorDetail {
  /** The error that led here, kept for the log. */
  readonly cause?: unknown;
  /** Seconds until it is worth trying again; becomes `Retry-After`. */
  readonly retryAfterSeconds?: number;
  /** Trying again will not help: a job that throws this is given up at once. */
  readonly final?: boolean;
  /** The methods an address answers; becomes `Allow`. */
  readonly allow?: readonly string[];
  /** What was wrong, safe to show: a field's or operation's name and what was expected, never a secret or a path. */
  readonly hint?: string;
  /** The whole answer's JSON, where a service's clients read more than a text. As safe to show. */
  readonly answer?: unknown;
}

/** A bundler may leave two copies of this package in one server, each with a class of its own: both have this mark. */
const mark = Symbol.for("intaglio.error");

/**
 * The only error class. `message` is for the log and may hold detail; clients see the code's public sentence
 * and, where given, `hint`.
 */
export class IntaglioError extends Error {
  readonly code: ErrorCode;
  readonly status: number;
  readonly sentence: string;
  readonly detail: ErrorDetail;
  readonly [mark] = true;

  static override [Symbol.hasInstance](value: unknown): boolean {
    return typeof value === "object" && value !== null && mark in value;
  }

  constructor(code: ErrorCode, message?: string, detail: ErrorDetail = {}) {
    super(message ?? errorCodes[code][1], "cause" in detail ? { cause: detail.cause } : undefined);
    this.name = "IntaglioError";
    this.code = code;
    [this.status, this.sentence] = errorCodes[code];
    this.detail = detail;
  }
}

/** Any thrown thing as an {@link IntaglioError}; what is not one becomes `INTERNAL` with the original as its cause. */
export function toIntaglioError(thrown: unknown): IntaglioError {
  if (thrown instanceof IntaglioError) return thrown;
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new IntaglioError("INTERNAL", message, { cause: thrown });
}
