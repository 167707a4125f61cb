/** Groups, as documents. */
import { randomUUID } from "node:crypto";
import {
  IntaglioError,
  isGroupId,
  type DocumentQuery,
  type DocumentRecord,
  type DocumentTable,
  type GroupMember,
  type GroupRecord,
  type GroupRow,
} from "@intaglio/contract";

const kind = "group";
/** So many are read at once: a group may be a mebibyte long, and a list shows no more than its size. */
const portion = 20;

/** What a document holds: short, since a thousand members have to fit. */
interface Body {
  readonly members: readonly (readonly [fileId: string, effects: string])[];
}

/** Keeps a new group. Throws `FIELD_INVALID` where its members are too long together. */
export async function addGroup(
  documents: DocumentTable,
  project: string,
  members: readonly GroupMember[],
): Promise<GroupRecord> {
  const body: Body = { members: members.map(({ fileId, effects }) => [fileId, effects]) };
  const id = `${randomUUID()}~${members.length}`;
  const added = await documents.add({ kind, id, project, name: null, body, expiresAt: null });
  if (!added) throw new IntaglioError("INTERNAL", `there is a group ${id}`);
  return toGroup(added);
}

/** A group, whoever's it is. */
export async function findGroup(documents: DocumentTable, id: string): Promise<GroupRecord | undefined> {
  const found = isGroupId(id) ? await documents.find(kind, id) : undefined;
  return found && toGroup(found);
}

/** Groups of a project, in the list's order. */
export async function listGroups(
  documents: DocumentTable,
  { limit, ...query }: Omit<DocumentQuery, "kind">,
): Promise<GroupRow[]> {
  const rows: GroupRow[] = [];
  for (let { from, to } = query; ;) {
    const wanted = Math.min(portion, limit - rows.length);
    const edge = { ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    // Where one goes on, the last one is read again.
    const last = rows.at(-1)?.createdAt;
    const found = await documents.list({ ...query, ...edge, kind, limit: wanted + 1 });
    const others = found.filter(({ createdAt }) => to !== undefined || createdAt !== last).map(toRow);
    const fresh = to === undefined ? others.slice(0, wanted) : others.slice(-wanted);
    if (to === undefined) rows.push(...fresh);
    else rows.unshift(...fresh);
    if (fresh.length < wanted || rows.length === limit) return rows;
    if (to === undefined) from = rows.at(-1)?.createdAt;
    else to = rows[0]?.createdAt;
  }
}

/** How many groups a project has. */
export async function countGroups(documents: DocumentTable, project: string): Promise<number> {
  return documents.count(kind, project);
}

/** Drops a group; its files stay. False when it was not there. */
export async function removeGroup(documents: DocumentTable, id: string): Promise<boolean> {
  return documents.remove(kind, id);
}

function toGroup({ id, project, createdAt, body }: DocumentRecord): GroupRecord {
  const { members } = body as Body;
  return { id, project, createdAt, members: members.map(([fileId, effects]) => ({ fileId, effects })) };
}

function toRow({ id, createdAt, body }: DocumentRecord): GroupRow {
  return { id, createdAt, count: (body as Body).members.length };
}
