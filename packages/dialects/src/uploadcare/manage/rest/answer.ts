/** What the REST API's answers have in common. */
import { IntaglioError, type Answer, type ErrorCode } from "@intaglio/contract";
import { toJson } from "../endpoint.ts";

/** The content type of files, groups, hooks, metadata and projects: clients compare the whole text. */
export const vendorType = "application/vnd.uploadcare-v0.7+json";

/** An answer in the vendor's type. */
export function toRest(body: unknown, status = 200): Answer {
  return toJson(JSON.stringify(body), status, vendorType);
}

/** The answer to what has nothing to say. */
export function toNothing(): Answer {
  return { status: 204, headers: {}, body: "" };
}

/** UTC with microseconds, as the service writes times. From Unix milliseconds. */
export function writeTime(time: number): string {
  return new Date(time).toISOString().replace("Z", "000Z");
}

/** The same, or null. */
export function writeTimeOrNull(time: number | null): string | null {
  return time === null ? null : writeTime(time);
}

/** Unix milliseconds of an ISO 8601 time, rounded down; a time without a zone is UTC. Throws `FIELD_INVALID`. */
export function readTime(name: string, text: string): number {
  const plain = text.trim().replace(" ", "+"); // `+` in a query that nobody encoded
  const form = /^\d{4}-\d{2}-\d{2}(?:T\d{2}:\d{2}(?::\d{2}(?:\.\d{1,9})?)?(Z|[+-]\d{2}:?\d{2})?)?$/i.exec(plain);
  const time = form ? Date.parse(form[1] === undefined && plain.includes("T") ? `${plain}Z` : plain) : Number.NaN;
  if (Number.isNaN(time)) throw detail(`Wrong value for \`${name}\`: an ISO 8601 time is expected.`);
  return Math.floor(time);
}

/** An error whose text callers see as it is. */
export function detail(text: string, code: ErrorCode = "FIELD_INVALID"): IntaglioError {
  return new IntaglioError(code, text, { hint: text });
}
