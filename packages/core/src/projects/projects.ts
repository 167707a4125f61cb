/** Who a request is about: the server's own project, one from its options, or one made while it runs. */
import { IntaglioError, type Dialect, type DocumentRecord, type DocumentTable, type Project } from "@intaglio/contract";
import type { Settings } from "../settings.ts";
import { checkProject, type ProjectChange, type ProjectInput } from "./input.ts";
import { createSeal, type Seal } from "./seal.ts";

const kind = "project";
/** Projects of one page of a list. */
const listed = 1000;

/** Finds projects. */
export interface Projects {
  /** True where there may be others than the server's own. */
  readonly many: boolean;
  /** The server's own, as a dialect knows it. */
  own(dialect: Dialect): Project;
  /** By the key that a client sent. Throws `KEY_UNKNOWN`. */
  find(dialect: Dialect, key: string): Promise<Project>;
  /** By the id that records carry; undefined where the dialect cannot serve it. */
  ofId(dialect: Dialect, id: string): Promise<Project | undefined>;
  /** Those that {@link create} made, by time of creation, and those of the options. */
  list(): Promise<Project[]>;
  /** Throws `FIELD_INVALID` naming what is wrong, or `PROJECT_EXISTS`. */
  create(input: ProjectInput): Promise<Project>;
  /** Undefined when none was made of this key. Throws `FIELD_INVALID`. */
  update(key: string, change: ProjectChange): Promise<Project | undefined>;
}

/** What {@link createProjects} works on. */
export interface ProjectsParts {
  readonly documents: DocumentTable;
  readonly settings: Pick<Settings, "projects" | "autoStore" | "uploads" | "delivery" | "backup">;
  /** The stores that backups may be on, by name. */
  readonly backupStores: ReadonlyMap<string, unknown>;
  readonly dialects: readonly Dialect[];
  /** 32 bytes for a purpose, from the server's secret. */
  readonly deriveKey: (purpose: string) => Uint8Array;
}

/** The projects of a server. */
export function createProjects(parts: ProjectsParts): Projects {
  return new ProjectBook(parts);
}

class ProjectBook implements Projects {
  readonly many: boolean;
  readonly #parts: ProjectsParts;
  readonly #seal: Seal;
  readonly #own = new Map<Dialect, Project>();
  readonly #configured = new Map<string, Project>();
  /** Read projects by key, as long as their record is the same: keys are prepared once for the very same object. */
  readonly #read = new Map<string, { readonly revision: number; readonly project: Project }>();

  constructor(parts: ProjectsParts) {
    this.#parts = parts;
    const { settings, dialects, deriveKey } = parts;
    this.many = settings.projects !== undefined;
    this.#seal = createSeal(deriveKey("projects"));
    for (const dialect of dialects) {
      const { key = "", secretKeys = [], deliveryKeys = [] } = dialect.ownProject ?? {};
      const own = { ...this.#complete({ key }), id: "", secretKeys, deliveryKeys };
      this.#own.set(dialect, Object.freeze(own));
    }
    for (const input of settings.projects ?? []) this.#configured.set(input.key, this.#complete(input));
  }

  own(dialect: Dialect): Project {
    const own = this.#own.get(dialect);
    if (!own) throw new IntaglioError("INTERNAL", `${dialect.name} is no dialect of this server`);
    return own;
  }

  async find(dialect: Dialect, key: string): Promise<Project> {
    const own = this.own(dialect);
    if (key === own.key) return own;
    const found = dialect.ownProject ? await this.#byKey(key) : undefined;
    if (!found) throw new IntaglioError("KEY_UNKNOWN", `no project ${key}`, { hint: key });
    return found;
  }

  async ofId(dialect: Dialect, id: string): Promise<Project | undefined> {
    if (id === "") return this.own(dialect);
    return dialect.ownProject && this.#byKey(id);
  }

  async list(): Promise<Project[]> {
    const made: Project[] = [];
    let from: number | undefined;
    do {
      const page = await this.#parts.documents.list({ kind, limit: listed + 1, ...(from !== undefined && { from }) });
      made.push(...page.slice(0, listed).map((document) => this.#open(document)));
      from = page[listed]?.createdAt;
    } while (from !== undefined);
    return [...this.#configured.values(), ...made];
  }

  async create(input: ProjectInput): Promise<Project> {
    checkProject(input, this.#parts.backupStores);
    const project = this.#complete(input);
    const taken = [...this.#own.values()].some(({ key }) => key === project.key) || this.#configured.has(project.key);
    const added = taken
      ? undefined
      : await this.#parts.documents.add({
          kind,
          id: project.key,
          project: "",
          name: null,
          body: this.#seal.close(project.key, input),
          expiresAt: null,
        });
    if (!added) throw new IntaglioError("PROJECT_EXISTS", `there is a project ${project.key}`);
    return this.#open(added);
  }

  async update(key: string, change: ProjectChange): Promise<Project | undefined> {
    const { documents } = this.#parts;
    for (;;) {
      const document = await documents.find(kind, key);
      if (!document) return undefined;
      const input = { ...(this.#seal.open(key, document.body) as ProjectInput), ...change, key };
      checkProject(input, this.#parts.backupStores);
      const changed = await documents.update(kind, key, document.revision, { body: this.#seal.close(key, input) });
      if (changed) return this.#open(changed);
    }
  }

  async #byKey(key: string): Promise<Project | undefined> {
    const configured = this.#configured.get(key);
    if (configured || !this.many) return configured;
    const document = await this.#parts.documents.find(kind, key);
    return document && this.#open(document);
  }

  #open({ id, revision, body }: DocumentRecord): Project {
    const known = this.#read.get(id);
    if (known?.revision === revision) return known.project;
    const project = this.#complete(this.#seal.open(id, body) as ProjectInput);
    this.#read.set(id, { revision, project });
    return project;
  }

  #complete(input: ProjectInput): Project {
    const { settings, deriveKey } = this.#parts;
    const derive = (purpose: string): string =>
      Buffer.from(deriveKey(`project/${input.key}/${purpose}`)).toString("hex");
    return Object.freeze({
      id: input.key,
      key: input.key,
      name: input.name ?? input.key,
      secretKeys: Object.freeze([...(input.secretKeys ?? [derive("upload")])]),
      deliveryKeys: Object.freeze([...(input.deliveryKeys ?? [derive("delivery")])]),
      autoStore: input.autoStore ?? settings.autoStore,
      uploads: input.uploads ?? settings.uploads,
      delivery: input.delivery ?? settings.delivery,
      backup: input.backup ?? settings.backup,
      limits: Object.freeze({ ...input.limits }),
      origins: input.origins ? Object.freeze([...input.origins]) : null,
    });
  }
}
