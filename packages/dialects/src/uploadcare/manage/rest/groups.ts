/** `/groups/`: the project's groups. */
import { type GroupListing, type GroupRow } from "@intaglio/contract";
import { endpoint, type Ask, type Endpoint } from "../endpoint.ts";
import { readGroupId } from "../../parse/group.ts";
import { detail, toNothing, toRest, writeTime } from "./answer.ts";
import { presentFile } from "./file.ts";
import { pageUrl, readPaging } from "./paging.ts";

const list = endpoint<"group.list">({
  api: "rest",
  method: "GET",
  path: "/groups/",
  read: ({ fields }) => ({ kind: "group.list", query: readPaging(fields, "datetime_created") }),
  present: (listing, { query }, ask) =>
    toRest({
      ...linksOf(listing, query.from, ask),
      total: listing.total,
      per_page: query.limit,
      results: listing.groups.map((group) => presentGroupRow(group, ask.baseUrl)),
    }),
});

function linksOf({ next, previous, groups }: GroupListing, from: number | undefined, { baseUrl, request }: Ask) {
  const [address, { query }] = [`${baseUrl}/groups/`, request.target];
  return {
    next: pageUrl(address, query, "from", next?.createdAt),
    previous: pageUrl(address, query, "to", previous && (groups[0]?.createdAt ?? from)),
  };
}

const read = endpoint<"group.read">({
  api: "rest",
  method: "GET",
  path: "/groups/*/",
  read: ({ parts }) => ({ kind: "group.read", id: readId(parts[0]) }),
  present: ({ files, members, ...group }, _, { baseUrl }) =>
    toRest({
      ...presentGroupRow({ ...group, count: files.length }, baseUrl),
      files: files.map((file, at) => file && { ...presentFile(file, baseUrl), default_effects: members[at]?.effects }),
    }),
});

const remove = endpoint<"group.remove">({
  api: "rest",
  method: "DELETE",
  path: "/groups/*/",
  read: ({ parts }) => ({ kind: "group.remove", id: readId(parts[0]) }),
  present: toNothing,
});

/** What cannot be an id is no group's. */
function readId(text = ""): string {
  const id = readGroupId(text);
  if (id === undefined) throw detail("Not found.", "GROUP_NOT_FOUND");
  return id;
}

/** A group without its files. */
export function presentGroupRow({ id, createdAt, count }: GroupRow, baseUrl: string) {
  return {
    id,
    datetime_created: writeTime(createdAt),
    files_count: count,
    cdn_url: `${baseUrl}/${id}/`,
    url: `${baseUrl}/groups/${id}/`,
  };
}

/** The endpoints. */
export const groups: readonly Endpoint[] = [list, read, remove];
