/** How requests name a file: by its id, with operations behind it or none, or by an address of either. */
import { IntaglioError, isFileId, maxTargetBytes, type Delivery } from "@intaglio/contract";
import { readDelivery } from "../parse.ts";

/** A file that was named. */
export interface FileAddress {
  readonly id: string;
  /** What stands behind the id, as in a delivery address: operations, then a file's name, or an empty segment. */
  readonly segments: readonly string[];
  readonly delivery: Delivery;
}

/** Undefined for what is no file's. Of an address only the path counts, below `basePath`: clients name their own hosts. */
export function readFileAddress(text: string, basePath: string): FileAddress | undefined {
  if (text.length > maxTargetBytes) return undefined;
  const address = /^(?:https?:)?\/\/[^/?#\s\\]+(\/[^?#]*)/i.exec(text);
  const isAddress = address !== null;
  const path = address?.[1] ?? `/${text}`;
  const below = isAddress && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
  const [first = "", ...segments] = below.replace(isAddress ? /^\/+/ : "/", "").split("/");
  const id = first.toLowerCase();
  // Of an address the last segment may be a file's name; behind a bare id it is part of the operations.
  if (!isAddress && segments.at(-1) !== "") segments.push("");
  const delivery = isFileId(id) ? readSegments(id, segments) : undefined;
  return delivery && { id, segments, delivery };
}

/** Undefined where the operations mean nothing, or in characters that no address has. */
function readSegments(id: string, segments: readonly string[]): Delivery | undefined {
  if (!segments.every((segment) => /^[\w.~!$&'()*+,;=:@%-]*$/.test(segment))) return undefined;
  try {
    return readDelivery({ kind: "file", id }, segments);
  } catch (error) {
    if (error instanceof IntaglioError) return undefined;
    throw error;
  }
}
