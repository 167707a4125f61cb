/** Uploadcare's ways to say no: an error object or plain text for the API, plain text for deliveries. */
import type { Answer, ErrorCode, IntaglioError, RequestFacts } from "@intaglio/contract";
import { vendorType } from "./manage/rest/answer.ts";
import { apiOf, keyName } from "./routes.ts";

type Text = string | ((error: IntaglioError, request: RequestFacts) => string);

/** What API clients see of a code: status and name, and the text where it is not our own sentence. */
type Row = readonly [status: number, name: string, text?: Text];

const internal: Row = [500, "UploadAPIError", "Internal error."];
const busy: Row = [429, "RequestThrottledError", "Request was throttled."]; // JS clients wait and try again for this name
const signature: Row = [403, "SignatureInvalidError", "Invalid signature."];
const general = "BaseViewsError"; // Uploadcare's name for requests that have no better one
const uploading = "UploadViewsError";
const forbidden: Row = [400, "FileTypeForbiddenError", "Uploading of these file types is not allowed."];

/** Every code as the upload and info addresses say it. */
const rows: Readonly<Record<ErrorCode, Row>> = {
  TARGET_INVALID: [400, general, "Request processing failed."],
  TARGET_TOO_LONG: [414, general],
  ROUTE_UNKNOWN: [404, general],
  METHOD_NOT_ALLOWED: [
    405,
    "MethodNotAllowedError",
    (_, request) => `HTTP method ${nameMethod(request)} is not allowed for ${nameAddress(request)}`,
  ],
  OPERATION_UNKNOWN: [400, general],
  OPERATION_UNSUPPORTED: [400, general],
  OPERATION_FORBIDDEN: [400, general],
  PLAN_INVALID: [400, general],
  PLAN_TOO_LARGE: [400, general],
  PLAN_UNSAYABLE: [400, general],
  OPTIONS_INVALID: internal,
  CREDENTIALS_INVALID: [401, general],
  VERSION_UNACCEPTABLE: [406, general],
  METADATA_MISSING: [404, general],
  GROUP_NOT_FOUND: [404, "GroupNotFoundError", "group_id is invalid."],
  GROUP_INVALID: [400, "GroupFilesInvalidError", "No files[N] parameters found."],
  GROUP_INCOMPLETE: [400, "GroupFilesNotFoundError", "Some files not found."],
  HOOK_NOT_FOUND: [404, general],
  HOOK_EXISTS: [400, general],
  CAPABILITY_MISSING: [403, general],
  STORAGE_UNKNOWN: [400, general],
  PARTS_INCOMPLETE: [400, "MultipartUploadSizeTooSmallError", "File size mismatch. Not all parts uploaded?"],
  PARTS_COMPLETE: [400, "MultipartFileAlreadyUploadedError", "File is already uploaded."],
  PART_INVALID: [400, "MultipartUploadSizeTooLargeError", "Uploaded size is more than expected."],
  PROJECT_EXISTS: [409, general],
  CREDENTIALS_MISSING: [400, "SignatureRequiredError", "`signature` is required."],
  CREDENTIALS_AMBIGUOUS: [400, general],
  KEY_MISSING: [403, "ProjectPublicKeyRequiredError", (_, request) => `${keyName(request.target.path)} is required.`],
  KEY_UNKNOWN: [403, "ProjectPublicKeyInvalidError", (_, request) => `${keyName(request.target.path)} is invalid.`],
  SIGNATURE_REQUIRED: [400, "SignatureRequiredError", "`signature` is required."],
  SIGNATURE_MALFORMED: signature,
  SIGNATURE_INVALID: signature,
  SIGNATURE_EXPIRED: [403, "SignatureExpirationError", "Expired signature."],
  UPLOAD_SIGNATURE_MISSING: [400, "SignatureRequiredError", "`signature` is required."],
  UPLOAD_EXPIRY_MISSING: [400, "SignatureExpirationRequiredError", "`expire` is required."],
  UPLOAD_EXPIRY_MALFORMED: [400, "SignatureExpirationInvalidError", "`expire` must be a UNIX timestamp."],
  TOKEN_INVALID: [
    401,
    "AccessTokenInvalidError",
    ({ detail }) => `Invalid token. Reason: ${detail.hint ?? "it is malformed."}`,
  ],
  TOKEN_EXPIRED: [401, "AccessTokenExpiredError", "Expired token."],
  TOKEN_OUT_OF_SCOPE: [403, "ScopeForbiddenError", "`uc.restrictions.scope` does not allow this endpoint."],
  TICKET_SPENT: [403, "OperationsLimitExceededError", "The operation limit of the token is exhausted."],
  FILE_NOT_FOUND: [404, "FileNotFoundError", "File is not found."],
  FILE_EXISTS: [409, general],
  FILE_ID_MISSING: [400, "FileIdRequiredError", "file_id is required."],
  FILE_ID_INVALID: [400, "FileIdInvalidError", "file_id is invalid."],
  FILE_MISSING: [400, "FilesRequiredError", "Request does not contain files."],
  FILE_EMPTY: [400, "FileRequiredError", "There should be a file."],
  FILE_TOO_LARGE: [400, "FileSizeLimitExceededError", "File is too large."],
  FILE_TYPE_FORBIDDEN: forbidden,
  FILE_NOT_IMAGE: forbidden,
  SOURCE_FORBIDDEN: [400, "URLValidationError", "Failed to validate URL."],
  SOURCE_PRIVATE: [400, "URLHostPrivateIPForbiddenError", "Only public IPs are allowed."],
  SOURCE_UNREACHABLE: [400, "HostnameNotFoundError", "Host does not exist."],
  IMAGE_UNREADABLE: forbidden,
  IMAGE_TOO_LARGE: [400, uploading],
  METADATA_INVALID: [400, uploading, "Upload request processing failed."],
  TAGS_INVALID: [400, uploading, "Upload request processing failed."],
  FIELD_INVALID: [400, uploading, "Upload request processing failed."],
  BODY_MALFORMED: [400, "PostRequestParserFailedError", "HTTP POST request parsing failed."],
  BODY_TOO_LARGE: [413, "RequestSizeLimitExceededError", "The size of the request is too large."],
  BODY_TYPE_UNSUPPORTED: [400, "PostRequestParserFailedError", "HTTP POST request parsing failed."],
  BODY_CONSUMED: [500, "UploadAPIError"], // the host app's mistake, and its developer reads this
  BODY_CUT: [500, "UploadAPIError"], // as above
  BODY_TOO_SLOW: [408, "UploadFailedError", "Upload failed."],
  TOO_MANY_FILES: [400, "RequestFileNumberLimitExceededError", "The request contains too many files."],
  TOO_MANY_FIELDS: [400, "RequestFiledsNumberLimitExceededError", "The request contains too many HTTP POST fields."], // sic
  RANGE_UNSATISFIABLE: [416, general],
  QUEUE_FULL: busy,
  STOPPING: busy,
  RENDER_TIMEOUT: [503, "UploadAPIError"],
  RENDER_CRASHED: [503, "UploadAPIError"],
  STORAGE_FULL: [507, "UploadAPIError", "Internal error."],
  STORAGE_FAILED: [502, "UploadAPIError", "Internal error."],
  DATABASE_FAILED: [503, "UploadAPIError", "Internal error."],
  INTERNAL: internal,
};

/** What has another name where uploads in parts are concerned. */
const partsRows: Partial<Record<ErrorCode, Row>> = {
  FILE_ID_MISSING: [400, "MultipartFileIdRequiredError", "uuid is required."],
  FILE_ID_INVALID: [400, "UUIDInvalidError", "uuid is invalid."],
  FILE_NOT_FOUND: [404, "MultipartFileNotFoundError", "File is not found."],
  FILE_TOO_LARGE: [400, "MultipartFileSizeLimitExceededError", "File size exceeds project limit."],
  OPTIONS_INVALID: [500, "UploadAPIError", ({ detail }) => detail.hint ?? "Internal error."],
};

// Codes under which Uploadcare has several names: `fail/refusal.ts` puts the right one into the hint.
const manifold: readonly ErrorCode[] = ["METADATA_INVALID", "TAGS_INVALID", "FIELD_INVALID", "GROUP_INVALID"];

/** The service's own way to say no. */
export function fail(error: IntaglioError, request: RequestFacts): Answer {
  const { allow, retryAfterSeconds } = error.detail;
  const headers = {
    "X-Content-Type-Options": "nosniff",
    "Cache-Control": "no-store",
    ...(allow && { Allow: allow.join(", ") }),
    ...(retryAfterSeconds !== undefined && { "Retry-After": String(Math.ceil(retryAfterSeconds)) }),
  };
  const api = apiOf(request.target.path);
  if (api === "rest") return { ...sayToOwner(error, request), headers: { ...headers, "Content-Type": vendorType } };
  const { status, name, text } = api === "upload" ? sayToApi(error, request) : sayToReader(error);
  if (name === undefined || !wantsJson(request))
    return { status, headers: { ...headers, "Content-Type": "text/plain; charset=utf-8" }, body: text };
  // Browsers' clients read the body of a 200 only.
  const body = JSON.stringify({ error: { status_code: status, content: text, error_code: name } });
  return { status: 200, headers: { ...headers, "Content-Type": "application/json" }, body };
}

interface Verdict {
  readonly status: number;
  readonly name?: string;
  readonly text: string;
}

function sayToApi(error: IntaglioError, request: RequestFacts): Verdict {
  const special = request.target.path.startsWith("/multipart/") ? partsRows[error.code] : undefined;
  const [status, name, text = error.sentence] = special ?? rows[error.code];
  const own = manifold.includes(error.code) ? /^(\w+Error): (.+)$/s.exec(error.detail.hint ?? "") : null;
  if (own) return { status: 400, name: own[1] ?? name, text: own[2] ?? error.sentence };
  return { status, name, text: typeof text === "string" ? text : text(error, request) };
}

/** Where the REST API's status is another than our own. */
const ownerStatuses: Partial<Record<ErrorCode, number>> = { KEY_UNKNOWN: 401, QUEUE_FULL: 429, HOOK_EXISTS: 400 };

/** Troubles of ours with a sentence of their own: what to do about them is clear. */
const told: readonly ErrorCode[] = ["BODY_CONSUMED", "BODY_CUT", "RENDER_TIMEOUT", "RENDER_CRASHED"];

/** The REST API: the true status, and one text. */
function sayToOwner(error: IntaglioError, request: RequestFacts): Pick<Answer, "status" | "body"> {
  const { code, sentence, detail } = error;
  const status = ownerStatuses[code] ?? error.status;
  const say = (text: string) => ({ status, body: JSON.stringify({ detail: text }) });
  if (detail.answer !== undefined) return { status, body: JSON.stringify(detail.answer) };
  if (code === "STORAGE_UNKNOWN") return say("Project has no storage with provided name.");
  if (code === "KEY_UNKNOWN") return say(`Public key ${detail.hint ?? ""} not found.`);
  if (status === 404) return say("Not found.");
  if (status === 405) return say(`Method "${nameMethod(request)}" not allowed.`);
  if (status >= 500 && !told.includes(code)) return say("Internal error.");
  return say((detail.hint ?? sentence).replace(/^\w+Error: /, ""));
}

/** Deliveries are read by people, in a browser or a log. */
function sayToReader({ code, status, sentence, detail }: IntaglioError): Verdict {
  if (code === "FILE_NOT_IMAGE") return { status: 400, text: "Not supported for files that are not images." };
  if (code === "SOURCE_FORBIDDEN") return { status: 400, text: "Domain is not allowed" };
  return {
    status: code === "CREDENTIALS_MISSING" ? 403 : status,
    text: detail.hint === undefined ? sentence : `${sentence} (${detail.hint})`,
  };
}

function wantsJson({ target, fields }: RequestFacts): boolean {
  // Never throws, whatever the query is: the error on its way out is another one.
  const asked = [...new URLSearchParams(target.query).getAll("jsonerrors"), ...(fields.get("jsonerrors") ?? [])];
  return asked.some((value) => value === "1" || value === "true");
}

function nameMethod({ method }: RequestFacts): string {
  return /^[A-Z]{1,10}$/.test(method) ? method : "of this name";
}

/** What clients sent of it may be anything. */
function nameAddress({ target }: RequestFacts): string {
  return target.path.replace(/[^\w/-]/g, "").slice(0, 60);
}
