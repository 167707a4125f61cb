/** Whose picture an address means. */
import type { Dialect, FileRecord, Hints, PlanSource, Project, Target } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { findGroup } from "./library/groups.ts";
import type { Lookup } from "./rendition/hints.ts";

/** The sources of addresses that were read before. */
const sources = new WeakMap<Target, PlanSource>();

/**
 * The project whose keys and policy count: that of the file, or of the group that it is a member of; of a picture on another
 * server, the one that the request's host stands for. Where there is none, or it is another's whom the dialect
 * does not serve, the server's own, which has no such file. Throws what the dialect's `parse` throws, and `KEY_UNKNOWN`.
 */
export async function projectOf(
  engine: Engine,
  dialect: Dialect,
  target: Target,
  hints: () => Hints,
  host: string | undefined,
): Promise<Project> {
  const source = sources.get(target) ?? dialect.parse(target, hints()).plan.source;
  sources.set(target, source);
  if (source.kind === "member") return projectOfGroup(engine, dialect, source.group);
  if (source.kind === "url") return projectOfHost(engine, dialect, host);
  return projectOfRecord(engine, dialect, source.kind === "file" ? await engine.records.find(source.id) : undefined);
}

/** Whoever can ask for one host's pictures can ask for another's too: the host grants nothing, it says whose list and keys count. */
async function projectOfHost({ projects }: Engine, dialect: Dialect, host: string | undefined): Promise<Project> {
  const name = host?.toLowerCase().replace(/:\d*$/, "").replace(/\.$/, "");
  const key = name === undefined ? undefined : dialect.keyOfHost?.(name);
  return key === undefined ? projects.own(dialect) : projects.find(dialect, key);
}

/** The host that a request is for; undefined for an address without one. */
export function hostOf(url: string, header: Lookup): string | undefined {
  return header("host") ?? (URL.canParse(url) ? new URL(url).host : undefined);
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
