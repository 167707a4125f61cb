/** Which store a project's stored files are copied to. */
import type { Project } from "@intaglio/contract";
import type { Engine } from "./engine.ts";

/** The store's name; false: none. A project that is gone has what the server's options say. */
export async function backupOf({ settings, projects, dialects }: Engine, project: string): Promise<string | false> {
  const dialect = dialects.find(({ ownProject }) => ownProject !== undefined);
  const found = project !== "" && dialect ? await projects.ofId(dialect, project) : undefined;
  return (found ?? settings).backup;
}

/** The same for many files: each project is looked up once. */
export function backupsOf(engine: Engine): (project: string) => Promise<string | false> {
  const known = new Map<string, Promise<string | false>>();
  return (project) => {
    const found = known.get(project) ?? backupOf(engine, project);
    known.set(project, found);
    return found;
  };
}

/** Every project, the server's own first, by its id and the store of its backups. */
export async function projectsWithBackups({
  settings,
  projects,
}: Engine): Promise<readonly Pick<Project, "id" | "backup">[]> {
  const others = projects.many ? await projects.list() : [];
  return [{ id: "", backup: settings.backup }, ...others].filter(({ backup }) => backup !== false);
}
