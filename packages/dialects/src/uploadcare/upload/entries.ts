/** The files that a new group is made of: `files[]` or `files[N]`, each an id, with operations behind it, or an address of either. */
import { IntaglioError, isFileId, maxMembers, maxTargetBytes, type GroupMember } from "@intaglio/contract";
import { refusal } from "../fail/refusal.ts";
import type { RequestFields } from "../intake/fields.ts";
import { readDelivery } from "../parse.ts";

/** Characters of an entry that an error repeats. */
const maxShown = 200;

/**
 * The members in order. Of an address only the path counts, below `basePath`: clients name their own hosts.
 * Throws `GROUP_INVALID` naming the first bad entry, or `FIELD_INVALID` for too many.
 */
export function readMembers(fields: RequestFields, basePath: string): GroupMember[] {
  const entries = listEntries(fields);
  if (entries.length === 0) throw new IntaglioError("GROUP_INVALID");
  if (entries.length > maxMembers)
    throw refusal("FIELD_INVALID", "FilesNumberLimitExceededError", "There are too many files.");
  return entries.map((entry) => {
    const member = readEntry(entry, basePath);
    if (member) return member;
    throw refusal("GROUP_INVALID", "GroupFileURLParsingFailedError", `This is not valid file url: ${show(entry)}.`);
  });
}

/** In the order of their numbers; those without one as they came. */
function listEntries(fields: RequestFields): string[] {
  const numbered = [...fields].flatMap(([name, values]) => {
    const [, number] = /^files\[(\d{0,9})\]$/.exec(name) ?? [];
    return number === undefined ? [] : [{ at: Number(number), values }];
  });
  return numbered.toSorted((one, other) => one.at - other.at).flatMap(({ values }) => values);
}

/** Undefined for what is no file's. */
function readEntry(entry: string, basePath: string): GroupMember | undefined {
  if (entry.length > maxTargetBytes) return undefined;
  const address = /^(?:https?:)?\/\/[^/?#\s\\]+(\/[^?#]*)/i.exec(entry);
  const isAddress = address !== null;
  const path = address?.[1] ?? `/${entry}`;
  const below = isAddress && path.startsWith(`${basePath}/`) ? path.slice(basePath.length) : path;
  const [id = "", ...rest] = below.replace(isAddress ? /^\/+/ : "/", "").split("/");
  const fileId = id.toLowerCase();
  // Of an address the last segment may be a file's name; behind a bare id it is part of the operations.
  if (!isAddress && rest.at(-1) !== "") rest.push("");
  if (!isFileId(fileId) || !isReadable(fileId, rest)) return undefined;
  return { fileId, effects: effectsOf(rest.slice(0, -1)) };
}

/** True where the operations mean something, in characters that an address may have. */
function isReadable(id: string, rest: readonly string[]): boolean {
  if (!rest.every((segment) => /^[\w.~!$&'()*+,;=:@%-]*$/.test(segment))) return false;
  try {
    readDelivery({ kind: "file", id }, rest);
    return true;
  } catch (error) {
    if (error instanceof IntaglioError) return false;
    throw error;
  }
}

/** Operations as the service shows them: without the first `-/`, with the last slash. What clients count by is left out. */
function effectsOf(segments: readonly string[]): string {
  const operations: string[][] = [];
  for (const segment of segments.filter((one) => one !== "")) {
    if (segment === "-") operations.push([]);
    else operations.at(-1)?.push(segment);
  }
  const kept = operations.filter(([name]) => !name?.startsWith("@"));
  return kept.length === 0 ? "" : `${kept.map((operation) => operation.join("/")).join("/-/")}/`;
}

/** An entry as it was sent, short and harmless anywhere. */
function show(entry: string): string {
  return entry.slice(0, maxShown).replace(/[^\x20-\x7e]/g, "?");
}
