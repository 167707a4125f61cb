/** Files fetched from addresses. */
import { beginFetch } from "../begin-fetch.ts";
import { isOver } from "../guard/delivery.ts";
import { findFetch } from "../library/fetches.ts";
import type { Executors } from "./executor.ts";

/** The executors. */
export const fetches: Executors<"fetch.begin" | "fetch.read"> = {
  "fetch.begin": (engine, project, { wish }) => beginFetch(engine, project, wish),

  /** Whoever has the token may know: it is no project's secret, and clients ask without a key. */
  async "fetch.read"(engine, _, { token }) {
    const fetch = await findFetch(engine, token);
    if (!fetch) return { state: "unknown" };
    const { step, fileId } = fetch;
    if (step.state !== "success") return step;
    const file = await engine.records.find(fileId);
    return file && !isOver(file, engine.clock())
      ? { state: "success", file }
      : { state: "error", code: "FILE_NOT_FOUND" };
  },
};
