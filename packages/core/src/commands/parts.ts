/** Uploads in parts. */
import { beginParts } from "../begin-parts.ts";
import { completeParts } from "../complete-parts.ts";
import type { Executors } from "./executor.ts";

/** The executors. */
export const parts: Executors<"parts.begin" | "parts.complete"> = {
  "parts.begin": (engine, project, { wish }) => beginParts(engine, project, wish),
  "parts.complete": (engine, project, { id }) => completeParts(engine, project, id),
};
