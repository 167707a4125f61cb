/** Cloudinary's way to say no: a status its clients know, the sentence in `X-Cld-Error` and as the body. */
import type { Answer, ErrorCode, IntaglioError, RequestFacts } from "@intaglio/contract";

/** What clients see of a code: the status, and the text where it is not our own sentence. */
type Row = readonly [status: 400 | 401 | 404 | 405 | 416 | 429 | 500 | 503, text?: string];

const server: Row = [500, "Server error"];
const busy: Row = [503, "Server is busy, try again shortly"];

/** Every code. Clients of the API drop the text of any status but 400, 401, 404, 420, 429, 500 and 503; 405 and 416 are for browsers. */
const rows: Readonly<Record<ErrorCode, Row>> = {
  TARGET_INVALID: [400],
  TARGET_TOO_LONG: [400],
  ROUTE_UNKNOWN: [404],
  METHOD_NOT_ALLOWED: [405],
  OPERATION_UNKNOWN: [400],
  OPERATION_UNSUPPORTED: [400],
  OPERATION_FORBIDDEN: [400],
  PLAN_INVALID: [400],
  PLAN_TOO_LARGE: [400],
  PLAN_UNSAYABLE: [400],
  OPTIONS_INVALID: server,
  CREDENTIALS_INVALID: [401, "Invalid credentials"],
  VERSION_UNACCEPTABLE: [400],
  METADATA_MISSING: [404],
  GROUP_NOT_FOUND: [404],
  GROUP_INVALID: [400],
  GROUP_INCOMPLETE: [400],
  HOOK_NOT_FOUND: [404],
  HOOK_EXISTS: [400],
  CAPABILITY_MISSING: [400],
  STORAGE_UNKNOWN: [400],
  PARTS_INCOMPLETE: [400],
  PARTS_COMPLETE: [400],
  PART_INVALID: [400],
  PROJECT_EXISTS: [400],
  CREDENTIALS_MISSING: [401, "Missing required signature"],
  CREDENTIALS_AMBIGUOUS: [400],
  KEY_MISSING: [400, "Missing required parameter - api_key"],
  KEY_UNKNOWN: [401, "Invalid api_key"],
  SIGNATURE_REQUIRED: [401, "Missing required signature"],
  SIGNATURE_MALFORMED: [401, "Invalid signature"],
  SIGNATURE_INVALID: [401, "Invalid signature"],
  SIGNATURE_EXPIRED: [401, "Signature expired"],
  UPLOAD_SIGNATURE_MISSING: [400, "Missing required parameter - signature"],
  UPLOAD_EXPIRY_MISSING: [400, "Missing required parameter - timestamp"],
  UPLOAD_EXPIRY_MALFORMED: [400, "Invalid timestamp"],
  TOKEN_INVALID: [401, "Invalid token"],
  TOKEN_EXPIRED: [401, "Token expired"],
  TOKEN_OUT_OF_SCOPE: [401],
  TICKET_SPENT: [401],
  FILE_NOT_FOUND: [404, "Resource not found"],
  FILE_EXISTS: [400],
  SOURCE_FORBIDDEN: [401],
  SOURCE_PRIVATE: [400],
  SOURCE_UNREACHABLE: [404],
  FILE_ID_MISSING: [400, "Missing required parameter - public_id"],
  FILE_ID_INVALID: [400, "Invalid public_id"],
  FILE_MISSING: [400, "Missing required parameter - file"],
  FILE_EMPTY: [400, "Empty file"],
  FILE_TOO_LARGE: [400],
  FILE_TYPE_FORBIDDEN: [400],
  FILE_NOT_IMAGE: [400, "Invalid image file"],
  IMAGE_UNREADABLE: [400, "Invalid image file"],
  IMAGE_TOO_LARGE: [400],
  METADATA_INVALID: [400],
  TAGS_INVALID: [400],
  FIELD_INVALID: [400],
  BODY_MALFORMED: [400],
  BODY_TOO_LARGE: [400],
  BODY_TYPE_UNSUPPORTED: [400],
  BODY_CONSUMED: server,
  BODY_CUT: server,
  BODY_TOO_SLOW: [400],
  TOO_MANY_FILES: [400],
  TOO_MANY_FIELDS: [400],
  RANGE_UNSATISFIABLE: [416],
  QUEUE_FULL: busy,
  STOPPING: busy,
  RENDER_TIMEOUT: [503],
  RENDER_CRASHED: [503],
  STORAGE_FULL: server,
  STORAGE_FAILED: [503],
  DATABASE_FAILED: [503],
  INTERNAL: server,
};

/** The service's own way to say no. */
export function fail(error: IntaglioError, _request: RequestFacts): Answer {
  const { allow, retryAfterSeconds, hint } = error.detail;
  const [status, text] = rows[error.code];
  const said = text ?? (status < 500 && hint !== undefined ? hint : error.sentence);
  return {
    status,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
      "X-Cld-Error": said.replace(/[^\x20-\x7e]/g, "?").slice(0, 500),
      ...(allow && { Allow: allow.join(", ") }),
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(Math.ceil(retryAfterSeconds)) }),
    },
    body: said,
  };
}
