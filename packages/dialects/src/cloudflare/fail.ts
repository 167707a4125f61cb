/** Cloudflare's way to say no: a number and a text, the number in a header too. */
import type { Answer, ErrorCode, IntaglioError, RequestFacts } from "@intaglio/contract";
import { readAddress, type Address, type CloudflareAddressOptions } from "./parse/address.ts";

/** The service's number, and its status where that is not our own. */
type Row = readonly [code: number, status?: number];

const request: Row = [9424]; // malformed parameters of a request, in the service's words
const denied: Row = [9425, 403];
const inside: Row = [9523];

/** Every code by the service's number. */
const rows: Readonly<Record<ErrorCode, Row>> = {
  TARGET_INVALID: [9406, 403],
  TARGET_TOO_LONG: request,
  ROUTE_UNKNOWN: [9431],
  METHOD_NOT_ALLOWED: request,
  OPERATION_UNKNOWN: [9401],
  OPERATION_UNSUPPORTED: [9401],
  OPERATION_FORBIDDEN: [9401],
  PLAN_INVALID: [9401],
  PLAN_TOO_LARGE: [9413, 403],
  PLAN_UNSAYABLE: [9401],
  OPTIONS_INVALID: inside,
  CREDENTIALS_INVALID: denied,
  VERSION_UNACCEPTABLE: request,
  METADATA_MISSING: request,
  GROUP_NOT_FOUND: request,
  GROUP_INVALID: request,
  GROUP_INCOMPLETE: request,
  HOOK_NOT_FOUND: request,
  HOOK_EXISTS: request,
  CAPABILITY_MISSING: request,
  STORAGE_UNKNOWN: request,
  PARTS_INCOMPLETE: request,
  PARTS_COMPLETE: request,
  PART_INVALID: request,
  PROJECT_EXISTS: request,
  CREDENTIALS_MISSING: denied,
  CREDENTIALS_AMBIGUOUS: request,
  KEY_MISSING: [9427, 403],
  KEY_UNKNOWN: [9427, 403],
  SIGNATURE_REQUIRED: denied,
  SIGNATURE_MALFORMED: denied,
  SIGNATURE_INVALID: denied,
  SIGNATURE_EXPIRED: denied,
  UPLOAD_SIGNATURE_MISSING: request,
  UPLOAD_EXPIRY_MISSING: request,
  UPLOAD_EXPIRY_MALFORMED: request,
  TOKEN_INVALID: denied,
  TOKEN_EXPIRED: denied,
  TOKEN_OUT_OF_SCOPE: denied,
  TICKET_SPENT: request,
  FILE_EXISTS: request,
  FILE_NOT_FOUND: [9404],
  FILE_ID_MISSING: request,
  FILE_ID_INVALID: request,
  FILE_MISSING: request,
  FILE_EMPTY: request,
  FILE_TOO_LARGE: [9402],
  FILE_TYPE_FORBIDDEN: [9412],
  FILE_NOT_IMAGE: [9412, 415],
  IMAGE_UNREADABLE: [9516],
  IMAGE_TOO_LARGE: [9413, 403],
  METADATA_INVALID: request,
  TAGS_INVALID: request,
  FIELD_INVALID: request,
  BODY_MALFORMED: request,
  BODY_TOO_LARGE: request,
  BODY_TYPE_UNSUPPORTED: request,
  BODY_CONSUMED: inside,
  BODY_TOO_SLOW: request,
  TOO_MANY_FILES: request,
  TOO_MANY_FIELDS: request,
  SOURCE_FORBIDDEN: [9401, 403],
  SOURCE_PRIVATE: denied,
  SOURCE_UNREACHABLE: inside,
  RANGE_UNSATISFIABLE: request,
  QUEUE_FULL: [9522],
  STOPPING: [9522],
  RENDER_TIMEOUT: [9529],
  RENDER_CRASHED: [9522],
  STORAGE_FULL: inside,
  STORAGE_FAILED: [9509],
  DATABASE_FAILED: inside,
  INTERNAL: inside,
};

/** The service's own way to say no; hosted pictures and transformations have a header each. */
export function fail(error: IntaglioError, { target }: RequestFacts, options: CloudflareAddressOptions): Answer {
  const address = readAddress(target.path, options);
  const [code, status = error.status] = rowOf(error.code, address);
  const { allow, retryAfterSeconds, hint } = error.detail;
  const text = hint === undefined ? error.sentence : `${error.sentence} (${hint})`;
  return {
    status,
    headers: {
      "Content-Type": "text/plain; charset=utf-8",
      "X-Content-Type-Options": "nosniff",
      "Cache-Control": "no-store",
      [address?.kind === "hosted" ? "cf-images" : "cf-resized"]: `err=${code}`,
      ...(allow && { Allow: allow.join(", ") }),
      ...(retryAfterSeconds !== undefined && { "Retry-After": String(Math.ceil(retryAfterSeconds)) }),
    },
    body: `ERROR ${code}: ${text}`,
  };
}

/** Hosted pictures have numbers of their own for a name that is no variant, options that are off, and a broken path. */
function rowOf(code: ErrorCode, address: Address | undefined): Row {
  if (address?.kind === "hosted") {
    if (code === "OPERATION_UNKNOWN" && !address.last.includes("=")) return denied;
    if (code === "OPERATION_FORBIDDEN") return [9429, 403];
    if (code === "TARGET_INVALID") return [9426, 403];
  }
  return rows[code];
}
