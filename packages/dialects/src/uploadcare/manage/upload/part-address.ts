/** Addresses of parts: `/multipart/<uuid>/<index>/<token>/`. The service's own lead to its storage; clients use them as they are given. */
import { isFileId, type PartAddress } from "@intaglio/contract";

// One spelling each: the address is the right to put the part there.
const pattern = /^\/multipart\/([0-9a-f-]{36})\/(0|[1-9]\d{0,5})\/([0-9a-f]{64})\/?$/;

/** The part that a path means; undefined for any other path. */
export function readPartAddress(path: string): PartAddress | undefined {
  const [, id, index, token] = pattern.exec(path) ?? [];
  return token !== undefined && isFileId(id) ? { id, index: Number(index), token } : undefined;
}

/** The path of a part. */
export function writePartAddress({ id, index, token }: PartAddress): string {
  return `/multipart/${id}/${index}/${token}/`;
}

/** A path without its token, for logs. */
export function redact(path: string): string {
  return path.replace(/^(\/multipart\/[^/]*\/[^/]*\/)[^/]+/, "$1...");
}
