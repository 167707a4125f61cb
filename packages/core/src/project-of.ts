/** Whose picture an address means. */
import type { Dialect, FileRecord, Hints, PlanSource, Project, Target } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { findGroup } from "./library/groups.ts";

/** The sources of addresses that were read before. */
const sources = new WeakMap<Target, PlanSource>();

/**
 * The project whose keys and policy count: that of the file, or of the group that it is a member of. Where there is none, or it is another's whom the dialect
 * does not serve, the server's own, which has no such file. Throws what the dialect's `parse` throws.
 */
export async function projectOf(
  engine: Engine,
  dialect: Dialect,
  target: Target,
  hints: () => Hints,
): Promise<Project> {
  const source = sources.get(target) ?? dialect.parse(target, hints()).plan.source;
  sources.set(target, source);
  if (source.kind === "member") return projectOfGroup(engine, dialect, source.group);
  return projectOfRecord(engine, dialect, source.kind === "file" ? await engine.records.find(source.id) : undefined);
}

/** The same for a group. */
export async function projectOfGroup(engine: Engine, dialect: Dialect, id: string): Promise<Project> {
  return projectOfRecord(engine, dialect, await findGroup(engine.records.documents, id));
}

async function projectOfRecord(
  { projects }: Engine,
  dialect: Dialect,
  record: Pick<FileRecord, "project"> | undefined,
): Promise<Project> {
  return (record && (await projects.ofId(dialect, record.project))) ?? projects.own(dialect);
}
