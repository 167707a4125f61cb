/** Who is told of events. */
import type { Executors } from "./executor.ts";

/** The executors. */
export const hooks: Executors<"hook.list" | "hook.create" | "hook.update" | "hook.remove"> = {
  "hook.list": (engine, { id }) => engine.hooks.list(id),
  "hook.create": (engine, { id }, { hook }) => engine.hooks.create(id, hook),
  "hook.update": (engine, project, { id, change }) => engine.hooks.update(project.id, id, change),
  async "hook.remove"(engine, { id }, { targetUrl }) {
    await engine.hooks.removeAll(id, targetUrl);
    return undefined;
  },
};
