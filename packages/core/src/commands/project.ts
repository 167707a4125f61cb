/** The project itself. */
import type { Executors } from "./executor.ts";

/** The executor. */
export const project: Executors<"project.read"> = {
  "project.read": async (_, { key, name, autoStore }) => ({ key, name, autoStore }),
};
