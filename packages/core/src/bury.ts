/** Recipe: a file is removed, and can be restored for a while. */
import type { FileRecord } from "@intaglio/contract";
import type { Engine } from "./engine.ts";

/** The file as it is now, or undefined when there is none. It is invisible to all but its owner, and goes for good later. */
export async function bury(engine: Engine, id: string): Promise<FileRecord | undefined> {
  const { records, renditions, teller, settings, clock } = engine;
  const file = await records.bury(id, clock() + settings.restoreSeconds * 1000);
  renditions.drop(id);
  if (file) await teller.tell("file.removed", file);
  return file;
}
