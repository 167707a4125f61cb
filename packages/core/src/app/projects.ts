/** Projects as the programmatic interface shows them. */
import { IntaglioError, type Dialect, type Project } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import type { ProjectChange, ProjectInput } from "../projects/input.ts";
import { queueAll } from "../queue-backups.ts";
import type { Projects } from "../projects/projects.ts";

/** Makes, finds and changes projects. Each call throws `OPTIONS_INVALID` where the option `projects` is absent. */
export interface ProjectAccess {
  /** A new project; what is absent is as the server's options say. Throws `FIELD_INVALID` naming what is wrong, or `PROJECT_EXISTS`. */
  create(input: ProjectInput): Promise<Project>;
  /** The project of a key, or undefined. */
  find(key: string): Promise<Project | undefined>;
  /** All but the server's own. */
  list(): Promise<readonly Project[]>;
  /** Changes one that was made by {@link create}; undefined when there is none. Keys that are left out of a list are no longer good. Throws `FIELD_INVALID`. */
  update(key: string, change: ProjectChange): Promise<Project | undefined>;
}

/** The projects of an engine that may still be starting. */
export function createProjectAccess(engine: () => Engine | Promise<Engine>): ProjectAccess {
  const open = async (): Promise<{ projects: Projects; dialect: Dialect }> => {
    const { projects, dialects } = await engine();
    const dialect = dialects.find(({ ownProject }) => ownProject !== undefined);
    if (!projects.many)
      throw new IntaglioError("OPTIONS_INVALID", "the option projects is absent: set it, if only to []");
    if (!dialect) throw new IntaglioError("OPTIONS_INVALID", "none of the dialects knows projects: uploadcare does");
    return { projects, dialect };
  };
  return {
    create: async (input) => (await open()).projects.create(input),
    list: async () => (await open()).projects.list(),
    async update(key, change) {
      const { projects } = await open();
      const project = await projects.update(key, change);
      if (project && change.backup !== undefined) await queueAll(await engine(), false); // its files wait for a copy
      return project;
    },
    async find(key) {
      const { projects, dialect } = await open();
      return projects.ofId(dialect, key);
    },
  };
}
