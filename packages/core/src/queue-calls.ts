/** Recipe: hooks are to hear of what happened. */
import { createHash, randomUUID } from "node:crypto";
import { toIntaglioError, type EventName, type FileRecord } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { happeningsOf, type Circumstances } from "./notify/happenings.ts";
import { addCall } from "./notify/hook-call.ts";

/** What it works with. */
export type QueueParts = Pick<Engine, "records" | "jobs" | "hooks" | "clock" | "log">;

/**
 * Adds a job for every active hook of the file's project that wants to hear; they are durable when it resolves, before
 * the request is answered. Never rejects: the fact stands, and a failure is logged.
 *
 * A file that came in by a job may be told of twice, under the same ids.
 *
 * The fact and its jobs are not one transaction. When this process is killed between the two, no hook hears of that fact,
 * and its caller has no answer. When the database goes away between the two, no hook hears of it, and the log says so.
 */
export async function queueCalls(
  { records: { documents }, jobs, hooks, clock, log }: QueueParts,
  name: EventName,
  file: FileRecord,
  circumstances: Circumstances,
): Promise<void> {
  try {
    const now = clock();
    const { project } = file;
    const idFor = (event: string, hook: number): string =>
      name === "file.uploaded" ? onceId(`${file.id} ${event} ${hook}`) : randomUUID();
    for (const happening of happeningsOf(name, file, circumstances, now)) {
      const hearing = await hooks.hearing(project, happening.event);
      const call = { project, since: now, happening };
      await Promise.all(
        hearing.map((hook) => addCall({ documents, jobs }, { ...call, id: idFor(happening.event, hook), hook })),
      );
    }
  } catch (error) {
    log.error("hooks were not told", { event: name, file: file.id, reason: toIntaglioError(error).message });
  }
}

/** A UUID (version 8) that is the same each time: a file comes in once, however often a job that broke off tells of it. */
function onceId(text: string): string {
  const hex = createHash("sha256").update(text).digest("hex");
  const variant = ((Number.parseInt(hex.charAt(16), 16) & 3) | 8).toString(16);
  return [
    hex.slice(0, 8),
    hex.slice(8, 12),
    `8${hex.slice(13, 16)}`,
    variant + hex.slice(17, 20),
    hex.slice(20, 32),
  ].join("-");
}
