/** ipx's way to say no: an object with status, name and text. */
import type { Answer, ErrorCode, IntaglioError } from "@intaglio/contract";

const uploads = "IPX_UNSUPPORTED"; // codes of things that no address here can lead to

/** Every code by the name ipx has for it, or one in its manner. */
const names: Readonly<Record<ErrorCode, string>> = {
  TARGET_INVALID: "IPX_INVALID_URL",
  TARGET_TOO_LONG: "IPX_URL_TOO_LONG",
  ROUTE_UNKNOWN: "IPX_RESOURCE_NOT_FOUND",
  METHOD_NOT_ALLOWED: "IPX_METHOD_NOT_ALLOWED",
  OPERATION_UNKNOWN: "IPX_INVALID_MODIFIER",
  OPERATION_UNSUPPORTED: "IPX_UNSUPPORTED_MODIFIER",
  OPERATION_FORBIDDEN: "IPX_FORBIDDEN_MODIFIER",
  PLAN_INVALID: "IPX_INVALID_MODIFIER_ARG",
  PLAN_TOO_LARGE: "IPX_OUTPUT_TOO_LARGE",
  PLAN_UNSAYABLE: "IPX_INVALID_MODIFIER",
  OPTIONS_INVALID: "IPX_ERROR",
  CREDENTIALS_MISSING: "IPX_FORBIDDEN",
  CREDENTIALS_AMBIGUOUS: "IPX_INVALID_URL",
  KEY_MISSING: uploads,
  KEY_UNKNOWN: uploads,
  SIGNATURE_REQUIRED: "IPX_FORBIDDEN",
  SIGNATURE_MALFORMED: "IPX_INVALID_SIGNATURE",
  SIGNATURE_INVALID: "IPX_INVALID_SIGNATURE",
  SIGNATURE_EXPIRED: "IPX_EXPIRED_SIGNATURE",
  UPLOAD_SIGNATURE_MISSING: uploads,
  UPLOAD_EXPIRY_MISSING: uploads,
  UPLOAD_EXPIRY_MALFORMED: uploads,
  TOKEN_INVALID: uploads,
  TOKEN_EXPIRED: uploads,
  TOKEN_OUT_OF_SCOPE: uploads,
  TICKET_SPENT: uploads,
  FILE_EXISTS: uploads,
  FILE_NOT_FOUND: "IPX_RESOURCE_NOT_FOUND",
  FILE_ID_MISSING: "IPX_MISSING_ID",
  FILE_ID_INVALID: "IPX_INVALID_URL",
  FILE_MISSING: uploads,
  FILE_EMPTY: uploads,
  FILE_TOO_LARGE: uploads,
  FILE_TYPE_FORBIDDEN: uploads,
  FILE_NOT_IMAGE: "IPX_INVALID_IMAGE",
  IMAGE_UNREADABLE: "IPX_INVALID_IMAGE",
  IMAGE_TOO_LARGE: "IPX_IMAGE_TOO_LARGE",
  METADATA_INVALID: uploads,
  TAGS_INVALID: uploads,
  FIELD_INVALID: uploads,
  BODY_MALFORMED: uploads,
  BODY_TOO_LARGE: uploads,
  BODY_TYPE_UNSUPPORTED: uploads,
  BODY_CONSUMED: uploads,
  BODY_TOO_SLOW: uploads,
  TOO_MANY_FILES: uploads,
  TOO_MANY_FIELDS: uploads,
  SOURCE_FORBIDDEN: "IPX_FORBIDDEN_HOST",
  SOURCE_UNREACHABLE: "IPX_SOURCE_UNREACHABLE",
  RANGE_UNSATISFIABLE: "IPX_RANGE_NOT_SATISFIABLE",
  QUEUE_FULL: "IPX_BUSY",
  STOPPING: "IPX_BUSY",
  RENDER_TIMEOUT: "IPX_TIMEOUT",
  RENDER_CRASHED: "IPX_ERROR",
  STORAGE_FULL: "IPX_STORAGE_ERROR",
  STORAGE_FAILED: "IPX_STORAGE_ERROR",
  DATABASE_FAILED: "IPX_STORAGE_ERROR",
  INTERNAL: "IPX_ERROR",
};

/** ipx's own way to say no; like h3, it puts the name into the body, since HTTP/2 has no status text. */
export function fail({ code, status, sentence, detail }: IntaglioError): Answer {
  const { allow, retryAfterSeconds, hint } = detail;
  const answered = status === 401 ? 403 : status; // no challenge is sent, so a 401 would break its own rules
  const message = hint === undefined ? sentence : `${sentence} (${hint})`;
  return {
    status: answered,
    headers: {
      "Content-Type": "application/json; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
      ...(allow && { Allow: allow.join(", ") }),
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(Math.ceil(retryAfterSeconds)) }),
    },
    body: JSON.stringify({ status: answered, statusText: names[code], message }),
  };
}
