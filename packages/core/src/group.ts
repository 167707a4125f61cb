/** Recipe: a group goes out as a whole: the list of its files, or all of them in one archive. */
import { IntaglioError, type FileRecord, type GroupRecord, type Project } from "@intaglio/contract";
import { filesOf, findOwnGroup } from "./commands/groups.ts";
import { discreetly } from "./commands/owned.ts";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";
import { judgeGroup, type Standing } from "./guard/delivery.ts";
import { projectOfGroup } from "./project-of.ts";
import { sendAnswer } from "./respond/send.ts";

/** Answers a request for a group. A token has to cover the group's own address: that of a file is another one. */
export async function group(engine: Engine, exchange: Exchange): Promise<Response> {
  const { request, dialect, route, target } = exchange;
  const { projects, clock } = engine;
  const { groups } = dialect;
  if (!groups) throw new IntaglioError("INTERNAL", `${dialect.name} has no groups`);
  const asked = groups.parse(target);
  const project = projects.many ? await projectOfGroup(engine, dialect, asked.id) : projects.own(dialect);
  const grant = dialect.verify(target, Math.floor(clock() / 1000), project);
  const standing = judgeGroup(project.delivery, grant);
  const found = await findOwnGroup(engine, project, asked.id);
  const files = await filesFor(engine, project, found, standing);
  if (asked.kind === "archive") throw new IntaglioError("OPERATION_UNSUPPORTED");
  const shown = files.map((file) => file && discreetly(file, project));
  return sendAnswer(request, groups.present({ ...found, files: shown }), dialect.headers(route, false));
}

/** The group's files; what only a token opens is not there without one. */
async function filesFor(
  engine: Engine,
  project: Project,
  found: GroupRecord,
  standing: Standing,
): Promise<(FileRecord | null)[]> {
  const files = await filesOf(engine, project, found);
  return files.map((file) => (standing === "open" && file?.access === "signed" ? null : file));
}
