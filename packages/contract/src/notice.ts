/** What a hook is told, before a dialect puts it into its service's words. */
import type { HookEvent, HookRecord } from "./command.ts";
import type { FileRecord } from "./file.ts";
import type { Project } from "./project.ts";

/** Something that happened to a file. */
export interface Happening {
  readonly event: HookEvent;
  /** As it was right after. */
  readonly file: FileRecord;
  /** Of `file.info_updated`: the labels before. */
  readonly before?: Pick<FileRecord, "metadata" | "tags">;
  /** Whose doing it was: somebody's who asked for it, or the server's own. */
  readonly by: "caller" | "server";
}

/** A happening, and the hook that is to hear of it. */
export interface HookNotice extends Happening {
  readonly hook: HookRecord;
  readonly project: Project;
}

/** What is sent to a hook's address. */
export interface HookMessage {
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}
