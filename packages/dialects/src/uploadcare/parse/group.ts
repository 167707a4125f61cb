/** Addresses below a group's own: `/<uuid>~<n>/`, `…/nth/<i>/` and `…/archive/<format>/`. */
import {
  IntaglioError,
  isGroupId,
  maxTargetBytes,
  type GroupRequest,
  type MemberSource,
  type Target,
} from "@intaglio/contract";
import { readFileName } from "./segments.ts";

/** What a group's id looks like in a path, before it is looked at closely: the tilde may be escaped. */
const groupPath = /^\/([0-9a-f-]{36})(?:~|%7e)(\d{1,4})(?=\/|$)/i;

/** The group that a path is below, and what follows; undefined for other paths. Ids are in lower case. */
function splitGroup(path: string): { readonly id: string; readonly rest: string } | undefined {
  const [whole = "", uuid, count] = groupPath.exec(path) ?? [];
  const id = `${uuid}~${count}`;
  return isGroupId(id) ? { id, rest: path.slice(whole.length) } : undefined;
}

/** A group's id, the tilde escaped or not, in any case; undefined for what is none. */
export function readGroupId(text: string): string | undefined {
  const id = text.toLowerCase().replace("%7e", "~");
  return isGroupId(id) ? id : undefined;
}

/** What a path means: a member's picture, or the group as a whole. Undefined: it is no group's. */
export function groupRouteOf(path: string): "member" | "whole" | undefined {
  const found = splitGroup(path);
  if (!found) return undefined;
  return /^\/+nth(?:\/|$)/.test(found.rest) ? "member" : "whole";
}

/** A member, and the segments behind it. Undefined: the path is no member's. Throws `TARGET_INVALID`. */
export function readMember(
  path: string,
): { readonly source: MemberSource; readonly rest: readonly string[] } | undefined {
  if (groupRouteOf(path) !== "member") return undefined;
  const { id = "", rest = "" } = splitGroup(path) ?? {};
  const [whole = "", index] = /^\/+nth\/+(0|[1-9]\d{0,8})(?=\/|$)/.exec(rest) ?? [];
  if (index === undefined) throw new IntaglioError("TARGET_INVALID", "nth takes the place of a file, from 0");
  const [, ...behind] = rest.slice(whole.length).split("/");
  return { source: { kind: "member", group: id, index: Number(index) }, rest: behind };
}

/** What a path asks of a group as a whole. Throws `TARGET_INVALID` or `TARGET_TOO_LONG`. */
export function readGroupRequest({ path }: Target): GroupRequest {
  if (path.length > maxTargetBytes) throw new IntaglioError("TARGET_TOO_LONG");
  const { id = "", rest = "" } = splitGroup(path) ?? {};
  if (id !== "" && /^\/*$/.test(rest)) return { kind: "list", id };
  const [, format, name] = /^\/+archive\/+(zip|tar)(?:\/+([^/]*))?$/.exec(rest) ?? [];
  if (id === "" || (format !== "zip" && format !== "tar"))
    throw new IntaglioError("TARGET_INVALID", "a group has nth and archive, and no operations of its own");
  return { kind: "archive", id, format, ...(name ? { fileName: readFileName(name) } : {}) };
}
