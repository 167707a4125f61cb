/** Hooks of all projects, kept as documents of kind `hook`: the number as id, event and address as name. */
import {
  hookEvents,
  IntaglioError,
  type DocumentRecord,
  type DocumentTable,
  type HookEvent,
  type HookInput,
  type HookRecord,
} from "@intaglio/contract";

const kind = "hook";
/** Hooks of one project: each costs a job an event. */
const maxHooks = 100;
const maxSecretLength = 32;

/** Finds and changes hooks. Each is one project's; to others it is not there. */
export interface HookBook {
  /** Oldest first. */
  list(project: string): Promise<HookRecord[]>;
  /** Of whatever project. */
  find(id: number): Promise<HookRecord | undefined>;
  /** The active hooks of an event. */
  hearing(project: string, event: HookEvent): Promise<number[]>;
  /** Throws `FIELD_INVALID` with a hint, or `HOOK_EXISTS`. */
  create(project: string, hook: HookInput & Pick<HookRecord, "event" | "targetUrl">): Promise<HookRecord>;
  /** Throws `HOOK_NOT_FOUND`, `FIELD_INVALID` with a hint, or `HOOK_EXISTS`. */
  update(project: string, id: number, change: HookInput): Promise<HookRecord>;
  /** False when it was not there. */
  remove(project: string, id: number): Promise<boolean>;
  /** Removes all hooks of an address. */
  removeAll(project: string, targetUrl: string): Promise<void>;
}

/** What {@link createHookBook} works on. */
export interface HookBookParts {
  readonly documents: DocumentTable;
  /** Signing secrets are kept closed by it. */
  readonly seal: { close(name: string, value: unknown): string; open(name: string, sealed: unknown): unknown };
  /** Throws `FIELD_INVALID` for an address that hooks may not name. */
  readonly checkTarget: (url: string) => void;
}

/** A hook as it lies in its document. */
type HookBody = Pick<HookRecord, "event" | "targetUrl" | "isActive" | "version"> & { readonly secret: string | null };

/** The hooks of a server. */
export function createHookBook(parts: HookBookParts): HookBook {
  return new DocumentHooks(parts);
}

class DocumentHooks implements HookBook {
  readonly #parts: HookBookParts;

  constructor(parts: HookBookParts) {
    this.#parts = parts;
  }

  async list(project: string): Promise<HookRecord[]> {
    return (await this.#all(project)).map((document) => this.#open(document));
  }

  async find(id: number): Promise<HookRecord | undefined> {
    const document = await this.#parts.documents.find(kind, String(id));
    return document && this.#open(document);
  }

  async hearing(project: string, event: HookEvent): Promise<number[]> {
    const all = await this.#all(project);
    return all.filter((one) => bodyOf(one).event === event && bodyOf(one).isActive).map(({ id }) => Number(id));
  }

  async create(project: string, input: HookInput & Pick<HookRecord, "event" | "targetUrl">): Promise<HookRecord> {
    const { documents } = this.#parts;
    this.#check(input);
    if ((await documents.count(kind, project)) >= maxHooks)
      throw invalid(`A project can not have more than ${maxHooks} webhooks.`);
    const { event, targetUrl, isActive = true, signingSecret = null, version = "" } = input;
    const id = String(await documents.next(kind));
    const body: HookBody = { event, targetUrl, isActive, version, secret: this.#close(id, signingSecret) };
    const added = await documents.add({ kind, id, project, name: nameOf(body), body, expiresAt: null });
    if (!added) throw new IntaglioError("HOOK_EXISTS");
    return this.#open(added);
  }

  async update(project: string, id: number, change: HookInput): Promise<HookRecord> {
    const { documents } = this.#parts;
    this.#check(change);
    const { signingSecret, ...rest } = change;
    for (;;) {
      const document = await this.#owned(project, id);
      const secret = signingSecret === undefined ? {} : { secret: this.#close(document.id, signingSecret) };
      const body: HookBody = { ...bodyOf(document), ...rest, ...secret };
      const name = nameOf(body);
      const other = name === document.name ? undefined : await documents.findByName(kind, project, name);
      if (other) throw new IntaglioError("HOOK_EXISTS");
      const changed = await documents.update(kind, document.id, document.revision, { name, body });
      if (changed) return this.#open(changed);
    }
  }

  async remove(project: string, id: number): Promise<boolean> {
    const { documents } = this.#parts;
    const document = await documents.find(kind, String(id));
    return document?.project === project && documents.remove(kind, document.id);
  }

  async removeAll(project: string, targetUrl: string): Promise<void> {
    for (const document of await this.#all(project))
      if (bodyOf(document).targetUrl === targetUrl) await this.#parts.documents.remove(kind, document.id);
  }

  #all(project: string): Promise<DocumentRecord[]> {
    return this.#parts.documents.list({ kind, project, limit: 1_000 });
  }

  async #owned(project: string, id: number): Promise<DocumentRecord> {
    const document = await this.#parts.documents.find(kind, String(id));
    if (document?.project !== project) throw new IntaglioError("HOOK_NOT_FOUND");
    return document;
  }

  /** Throws `FIELD_INVALID`. */
  #check({ event, targetUrl, isActive, signingSecret, version }: HookInput): void {
    if (event !== undefined && !hookEvents.includes(event))
      throw invalid(`A webhook's event must be one of ${hookEvents.join(", ")}.`);
    if (isActive !== undefined && typeof isActive !== "boolean")
      throw invalid("A webhook is either active or not: true or false.");
    if (version !== undefined && !/^[\w.]{0,20}$/.test(version)) throw invalid("A webhook's version must be a number.");
    if (typeof signingSecret === "string" && !isSecret(signingSecret))
      throw invalid(`A webhook's signing secret must have 1 to ${maxSecretLength} characters.`);
    if (targetUrl !== undefined) this.#parts.checkTarget(targetUrl);
  }

  #close(id: string, secret: string | null): string | null {
    return secret === null ? null : this.#parts.seal.close(`hook ${id}`, secret);
  }

  #open(document: DocumentRecord): HookRecord {
    const { secret, event, targetUrl, isActive, version } = bodyOf(document);
    const { id, project, createdAt, updatedAt } = document;
    const signingSecret = secret === null ? null : String(this.#parts.seal.open(`hook ${id}`, secret));
    return { id: Number(id), project, event, targetUrl, isActive, signingSecret, version, createdAt, updatedAt };
  }
}

function bodyOf({ body }: DocumentRecord): HookBody {
  return body as HookBody;
}

/** Unique in a project. */
function nameOf({ event, targetUrl }: HookBody): string {
  return `${event} ${targetUrl}`;
}

function isSecret(text: string): boolean {
  return text.length >= 1 && text.length <= maxSecretLength && text.isWellFormed() && !text.includes("\0");
}

function invalid(hint: string): IntaglioError {
  return new IntaglioError("FIELD_INVALID", hint, { hint });
}
