/** Files of one project: another's are not there. */
import { IntaglioError, isFileId, type FileRecord, type Project } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import { isOver } from "../guard/delivery.ts";

/** A present file of the project. Throws `FILE_NOT_FOUND`. */
export async function findOwned(engine: Engine, project: Project, id: string): Promise<FileRecord> {
  const file = isFileId(id) ? await engine.records.find(id) : undefined;
  if (!file || !isOwned(file, project) || isOver(file, engine.clock())) throw new IntaglioError("FILE_NOT_FOUND");
  return file;
}

/** True for a file that the project was given, not a copy of what lies elsewhere. */
export function isOwned({ project, origin }: FileRecord, { id }: Project): boolean {
  return project === id && origin === null;
}
