/** `POST /group/` and `GET /group/info/`: lists of files that never change. */
import { IntaglioError, type Answer, type GroupView } from "@intaglio/contract";
import { endpoint, toJson, type Ask, type Endpoint } from "../endpoint.ts";
import { refusal } from "../../fail/refusal.ts";
import { presentFileInfo } from "../file-info.ts";
import { readGroupId } from "../../parse/group.ts";
import { presentGroupRow } from "../rest/groups.ts";
import { readMembers } from "./entries.ts";

const create = endpoint<"group.create">({
  api: "upload",
  method: "POST",
  path: "/group/",
  isSigned: true,
  read({ fields, baseUrl, permit }) {
    readCallback(fields);
    const members = readMembers(fields, new URL(baseUrl).pathname.replace(/\/$/, ""));
    return { kind: "group.create", members, permit };
  },
  present(group, _, { fields, baseUrl }) {
    const callback = readCallback(fields);
    const body = JSON.stringify(presentGroup(group, baseUrl));
    return callback === undefined
      ? toJson(body)
      : toJson(`${callback}(${body});`, 200, "text/javascript; charset=utf-8");
  },
});

const info = endpoint<"group.inspect">({
  api: "upload",
  method: "GET",
  path: "/group/info/",
  read({ fields }) {
    const ids = new Set((fields.get("group_id") ?? []).filter((value) => value !== ""));
    const [given] = ids;
    if (given === undefined) throw refusal("FIELD_INVALID", "GroupIdRequiredError", "group_id is required.");
    const id = ids.size > 1 ? undefined : readGroupId(given);
    if (id === undefined) throw new IntaglioError("GROUP_NOT_FOUND");
    return { kind: "group.inspect", id };
  },
  present: (group, _, { baseUrl }) => presentGroupList(group, baseUrl),
});

/** A group with its files, as an answer. */
export function presentGroupList(group: GroupView, baseUrl: string): Answer {
  return toJson(presentGroup(group, baseUrl));
}

function presentGroup({ files, ...group }: GroupView, baseUrl: string) {
  const { id, datetime_created, ...row } = presentGroupRow({ ...group, count: files.length }, baseUrl);
  return {
    id,
    datetime_created,
    datetime_stored: null, // of older versions of the service
    ...row,
    files: files.map((file, at) => file && { ...presentFileInfo(file), default_effects: group.members[at]?.effects }),
  };
}

/** The function that a page wants called with the answer. Throws `FIELD_INVALID` for what is no plain name. */
function readCallback(fields: Ask["fields"]): string | undefined {
  const name = (fields.get("callback") ?? []).find((value) => value !== "");
  if (name === undefined || /^[A-Za-z_$][\w$]{0,99}$/.test(name)) return name;
  throw refusal("FIELD_INVALID", "GroupViewsError", "Request to group processing failed.");
}

/** The endpoints. */
export const group: readonly Endpoint[] = [create, info];
