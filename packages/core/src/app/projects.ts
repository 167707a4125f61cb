/** Projects as the programmatic interface shows them. */
import { IntaglioError, type Dialect, type PlanPart, type Project, type UploadTicket } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import type { Links, SignOptions, UploadOptions, UrlOptions } from "./links.ts";
import type { ProjectChange, ProjectInput } from "../projects/input.ts";
import { queueAll } from "../queue-backups.ts";
import type { Projects } from "../projects/projects.ts";

/**
 * What a project hands to browsers, as the server itself does for its own: `url`, `sign` and `signUpload`, with the project's
 * first keys and in the words of the dialect that knows projects. Nothing here opens another project's files.
 */
export interface ProjectLinks<PresetName extends string = string> {
  /** As the server's `url`. Whether the file is there, and the project's, is not looked up: another's file is not given out. */
  url(fileId: string, plan?: PresetName | readonly PlanPart[], options?: UrlOptions): string;
  /** As the server's `sign`, for addresses in the dialect that knows projects. */
  sign(url: string, options?: SignOptions): string;
  /** As the server's `signUpload`: the file becomes the project's. */
  signUpload(options?: UploadOptions): UploadTicket;
}

/** Makes, finds and changes projects. Each call throws `OPTIONS_INVALID` where the option `projects` is absent. */
export interface ProjectAccess<PresetName extends string = string> {
  /** A new project; what is absent is as the server's options say. Throws `FIELD_INVALID` naming what is wrong, or `PROJECT_EXISTS`. */
  create(input: ProjectInput): Promise<Project>;
  /** The project of a key, or undefined. */
  find(key: string): Promise<Project | undefined>;
  /** All but the server's own. */
  list(): Promise<readonly Project[]>;
  /** Changes one that was made by {@link create}; undefined when there is none. Keys that are left out of a list are no longer good. Throws `FIELD_INVALID`. */
  update(key: string, change: ProjectChange): Promise<Project | undefined>;
  /**
   * URLs and upload tickets with a project's keys as they are now; the server's own key means its own project. Ask anew
   * after the keys changed. Throws `KEY_UNKNOWN` where there is no such project.
   */
  links(key: string): Promise<ProjectLinks<PresetName>>;
}

/** Makes links of one dialect with a project's keys. */
export type LinkMaker = (dialect: Dialect, project: Project) => Links;

/** The projects of an engine that may still be starting. */
export function createProjectAccess(engine: () => Engine | Promise<Engine>, linksOf: LinkMaker): ProjectAccess {
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
    async links(key) {
      const { projects, dialect } = await open();
      if (typeof key !== "string") throw new IntaglioError("KEY_UNKNOWN", "a project's key must be a text");
      const links = linksOf(dialect, await projects.find(dialect, key));
      return {
        url: (fileId, plan, options) => links.url(fileId, plan, options),
        sign: (url, options) => links.sign(url, options),
        signUpload: (options) => links.ticket(options),
      };
    },
    async find(key) {
      const { projects, dialect } = await open();
      return projects.ofId(dialect, key);
    },
  };
}
