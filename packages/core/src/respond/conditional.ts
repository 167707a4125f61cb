/** Conditional and partial requests. */
import type { ByteRange } from "@intaglio/contract";

/** True when the client's copy is still good: `If-None-Match` decides when it is there, else `If-Modified-Since`. `modified` is an HTTP date. */
export function isUnchanged(headers: Headers, etag: string, modified: string): boolean {
  const match = headers.get("if-none-match");
  if (match !== null) return match.split(",").some((tag) => ["*", etag].includes(tag.trim().replace(/^W\//, "")));
  const since = headers.get("if-modified-since");
  return since !== null && Date.parse(modified) <= Date.parse(since);
}

/**
 * The one range asked for; `whole` when there is none, several, one in other units, or `If-Range` names another
 * version; `unsatisfiable` when it lies outside.
 */
export function readRange(headers: Headers, size: number, etag: string): ByteRange | "whole" | "unsatisfiable" {
  const found = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(headers.get("range") ?? "");
  const condition = headers.get("if-range");
  if (!found || (found[1] === "" && found[2] === "") || (condition !== null && condition !== etag)) return "whole";
  const last = size - 1;
  const start = found[1] === "" ? Math.max(0, size - Number(found[2])) : Number(found[1]);
  const end = found[1] === "" || found[2] === "" ? last : Math.min(Number(found[2]), last);
  if (found[1] === "" && Number(found[2]) === 0) return "unsatisfiable";
  if (start > last) return "unsatisfiable";
  return start > end ? "whole" : { start, end };
}
