/** Webhooks as the programmatic interface shows them. */
import { IntaglioError, type HookInput, type HookRecord, type Project } from "@intaglio/contract";
import { hookDialect } from "../call-hook.ts";
import type { Engine } from "../engine.ts";
import type { HookDelivery } from "../notify/delivery-log.ts";
import { addCall } from "../notify/hook-call.ts";

/** Whose webhooks. */
export interface OfProject {
  /** The project's key. Default: the server's own project. */
  readonly project?: string;
}

/** Makes, finds and changes webhooks, and tells what became of their messages. Each call throws `KEY_UNKNOWN` for a project that is not there, and `OPTIONS_INVALID` where no dialect has webhooks. */
export interface Webhooks {
  /** Oldest first. */
  list(of?: OfProject): Promise<readonly HookRecord[]>;
  /** Throws `FIELD_INVALID` naming what is wrong, or `HOOK_EXISTS` where the project has one of this event and address. */
  create(hook: HookInput & Pick<HookRecord, "event" | "targetUrl"> & OfProject): Promise<HookRecord>;
  /** Throws `HOOK_NOT_FOUND`, `FIELD_INVALID` or `HOOK_EXISTS`. */
  update(id: number, change: HookInput, of?: OfProject): Promise<HookRecord>;
  /** False when it was not there. */
  remove(id: number, of?: OfProject): Promise<boolean>;
  /** The last messages, newest first: kept for 7 days, 1,000 a project. `limit` is 1 to 1,000, default 100. Throws `FIELD_INVALID` for another. */
  deliveries(of?: OfProject & { readonly limit?: number }): Promise<readonly HookDelivery[]>;
  /** Sends one of {@link deliveries} again, with the same event id, and again for as many hours. False when it is not there any more. */
  replay(id: string, of?: OfProject): Promise<boolean>;
}

/** The webhooks of an engine that may still be starting. */
export function createWebhooks(engine: () => Engine | Promise<Engine>): Webhooks {
  const open = async ({ project: key }: OfProject = {}): Promise<{ running: Engine; project: Project }> => {
    const running = await engine();
    const dialect = hookDialect(running);
    if (!dialect) throw new IntaglioError("OPTIONS_INVALID", "none of the dialects has webhooks: uploadcare does");
    const { projects } = running;
    return { running, project: key === undefined ? projects.own(dialect) : await projects.find(dialect, key) };
  };
  return {
    async list(of) {
      const { running, project } = await open(of);
      return running.hooks.list(project.id);
    },
    async create({ project: key, ...hook }) {
      const { running, project } = await open(key === undefined ? {} : { project: key });
      return running.hooks.create(project.id, hook);
    },
    async update(id, change, of) {
      const { running, project } = await open(of);
      return running.hooks.update(project.id, id, change);
    },
    async remove(id, of) {
      const { running, project } = await open(of);
      return running.hooks.remove(project.id, id);
    },
    async deliveries({ limit = 100, ...of } = {}) {
      const { running, project } = await open(of);
      return running.deliveries.list(project.id, limit);
    },
    async replay(id, of) {
      const { running, project } = await open(of);
      const { deliveries, records, jobs, clock } = running;
      const found = await deliveries.find(id);
      if (found?.delivery.project !== project.id) return false;
      const { hook } = found.delivery;
      const call = { id, hook, project: project.id, since: clock(), happening: found.happening };
      await addCall({ documents: records.documents, jobs }, call);
      return true;
    },
  };
}
