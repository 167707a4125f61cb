/** `/files/`: the library. */
import { isFileId, type FileBatch, type FileListing } from "@intaglio/contract";
import { endpoint, type Ask, type Endpoint } from "../endpoint.ts";
import { detail, toRest } from "./answer.ts";
import { readJson } from "./body.ts";
import { presentFile, wantsAppData } from "./file.ts";
import { pageUrl, readFilter, readPaging } from "./paging.ts";

/** Ids of one request at most. */
const maxBatch = 100;

const list = endpoint<"file.list">({
  api: "rest",
  method: "GET",
  path: "/files/",
  read({ fields, project }) {
    const [stored, removed] = [readFilter(fields, "stored"), readFilter(fields, "removed")];
    const paging = readPaging(fields, "datetime_uploaded");
    return {
      kind: "file.list",
      query: { ...paging, project: project.id, removed: removed === true, ...(stored !== undefined && { stored }) },
    };
  },
  present: (listing, { query }, ask) =>
    toRest({
      ...linksOf(listing, query.from, ask),
      total: totalOf(listing, query.stored, query.removed === true),
      totals: { ...listing.counts },
      per_page: query.limit ?? 100,
      results: listing.files.map((file) => presentFile(file, ask.baseUrl, wantsAppData(ask.fields))),
    }),
});

/** A page whose files were all removed since its address was given still leads back. */
function linksOf({ next, previous, files }: FileListing, from: number | undefined, { baseUrl, request }: Ask) {
  const [address, { query }] = [`${baseUrl}/files/`, request.target];
  return {
    next: pageUrl(address, query, "from", next?.uploadedAt),
    previous: pageUrl(address, query, "to", previous && (files[0]?.uploadedAt ?? from)),
  };
}

/** Of the files that the filters leave. */
function totalOf({ counts }: FileListing, stored: boolean | undefined, removed: boolean): number {
  if (removed) return counts.removed;
  return stored === undefined ? counts.stored + counts.unstored : stored ? counts.stored : counts.unstored;
}

const read = endpoint<"file.read">({
  api: "rest",
  method: "GET",
  path: "/files/*/",
  read: ({ parts }) => ({ kind: "file.read", id: readId(parts[0]) }),
  present: (file, _, { baseUrl, fields }) => toRest(presentFile(file, baseUrl, wantsAppData(fields))),
});

/** What cannot be an id is no file's. */
export function readId(text: string | undefined): string {
  if (text !== undefined && isFileId(text.toLowerCase())) return text.toLowerCase();
  throw detail("Not found.", "FILE_NOT_FOUND");
}

function single(kind: "file.store" | "file.remove", method: "PUT" | "DELETE", path: string): Endpoint {
  return endpoint<"file.store" | "file.remove">({
    api: "rest",
    method,
    path,
    read: ({ parts }) => ({ kind, ids: [readId(parts[0])] }),
    present({ files: [file] }, _, { baseUrl }) {
      if (!file) throw detail("Not found.", "FILE_NOT_FOUND");
      return toRest(presentFile(file, baseUrl));
    },
  });
}

function batch(kind: "file.store" | "file.remove", method: "PUT" | "DELETE"): Endpoint {
  return endpoint<"file.store" | "file.remove">({
    api: "rest",
    method,
    path: "/files/storage/",
    read: ({ request }) => ({ kind, ids: readIds(readJson(request)) }),
    present: (result, _, { baseUrl }) =>
      toRest({
        status: "ok",
        problems: problemsOf(result),
        result: result.files.map((file) => presentFile(file, baseUrl)),
      }),
  });
}

function readIds(value: unknown): string[] {
  if (!Array.isArray(value) || !value.every((id) => typeof id === "string")) throw detail("Expected list of UUIDs");
  if (value.length === 0) throw detail("List of UUIDs can not be empty");
  if (value.length > maxBatch) throw detail(`Maximum UUIDs per request is exceeded. The limit is ${maxBatch}`);
  return value;
}

function problemsOf({ missing, invalid }: FileBatch): Record<string, string> {
  return Object.fromEntries([
    ...missing.map((id) => [id, "Missing in the project"] as const),
    ...invalid.map((id) => [id, "Invalid"] as const),
  ]);
}

/** The endpoints: exact paths before open ones. */
export const files: readonly Endpoint[] = [
  list,
  batch("file.store", "PUT"),
  batch("file.remove", "DELETE"),
  single("file.store", "PUT", "/files/*/storage/"),
  single("file.remove", "DELETE", "/files/*/storage/"),
  single("file.remove", "DELETE", "/files/*/"), // as older versions of the API had it
  read,
];
