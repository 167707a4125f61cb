/** Groups: lists of files that never change. */
import {
  IntaglioError,
  maxMembers,
  type FileRecord,
  type GroupRecord,
  type GroupRow,
  type GroupView,
  type Project,
} from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import { addGroup, countGroups, findGroup, listGroups, removeGroup } from "../library/groups.ts";
import type { Executors } from "./executor.ts";
import { discreetly, findIfOwned } from "./owned.ts";
import { turnTo } from "./page.ts";

/** Files looked up at once. */
const portion = 50;

/** The executors. */
export const groups: Executors<"group.create" | "group.inspect" | "group.read" | "group.list" | "group.remove"> = {
  /** A counted credential is used up by a group as by a file, once all else is in order. */
  async "group.create"(engine, project, { members, permit: { count } }) {
    if (members.length === 0 || members.length > maxMembers) throw new IntaglioError("GROUP_INVALID");
    const files = await filesOf(engine, project, { members });
    if (files.includes(null)) throw new IntaglioError("GROUP_INCOMPLETE");
    const { tickets, documents } = engine.records;
    if (count && !(await tickets.spend(count.id, 1, count.limit, count.expiresAt)))
      throw new IntaglioError("TICKET_SPENT");
    const group = await addGroup(documents, project.id, members).catch(async (error: unknown) => {
      if (count) await tickets.refund(count.id, 1);
      throw error;
    });
    return { ...group, files: files.map((file) => file && discreetly(file, project)) };
  },

  async "group.inspect"(engine, project, { id }) {
    const group = await findOwnGroup(engine, project, id);
    const files = await filesOf(engine, project, group);
    return { ...group, files: files.map((file) => file && discreetly(file, project)) };
  },

  async "group.read"(engine, project, { id }): Promise<GroupView> {
    const group = await findOwnGroup(engine, project, id);
    return { ...group, files: await filesOf(engine, project, group) };
  },

  async "group.list"({ records: { documents } }, { id: project }, { query }) {
    const { newestFirst, ...wish } = query;
    const page = await turnTo(
      wish,
      ({ createdAt }: GroupRow) => createdAt,
      (some) => listGroups(documents, { project, newestFirst, ...some }),
    );
    const { items, next, previous } = page;
    return { groups: items, next, previous, total: await countGroups(documents, project) };
  },

  async "group.remove"(engine, project, { id }) {
    await findOwnGroup(engine, project, id);
    await removeGroup(engine.records.documents, id);
    return undefined;
  },
};

/** A group of the project: another's is not there. Throws `GROUP_NOT_FOUND`. */
export async function findOwnGroup({ records }: Engine, project: Project, id: string): Promise<GroupRecord> {
  const group = await findGroup(records.documents, id);
  if (group?.project !== project.id) throw new IntaglioError("GROUP_NOT_FOUND");
  return group;
}

/** The files of a group in its order; null for those that are gone. */
export async function filesOf(
  engine: Engine,
  project: Project,
  { members }: Pick<GroupRecord, "members">,
): Promise<(FileRecord | null)[]> {
  const ids = [...new Set(members.map(({ fileId }) => fileId))];
  const found = new Map<string, FileRecord>();
  for (let at = 0; at < ids.length; at += portion) {
    const some = ids.slice(at, at + portion);
    const files = await Promise.all(some.map((id) => findIfOwned(engine, project, id)));
    for (const file of files) if (file) found.set(file.id, file);
  }
  return members.map(({ fileId }) => found.get(fileId) ?? null);
}
