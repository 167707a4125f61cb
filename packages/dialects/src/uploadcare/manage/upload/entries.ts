/** The files that a new group is made of: `files[]` or `files[N]`, each an id, with operations behind it, or an address of either. */
import { IntaglioError, maxMembers, type GroupMember } from "@intaglio/contract";
import { refusal } from "../../fail/refusal.ts";
import { readFileAddress } from "../file-address.ts";
import type { RequestFields } from "../../intake/fields.ts";

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
  const found = readFileAddress(entry, basePath);
  return found && { fileId: found.id, effects: effectsOf(found.segments.slice(0, -1)) };
}

/** Operations as the service shows them: without the first `-/`, with the last slash. What clients count by is left out. */
export function effectsOf(segments: readonly string[]): string {
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
