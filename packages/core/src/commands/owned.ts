/** Files of one project: another's are not there. */
import { IntaglioError, isFileId, type FileRecord, type Project } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import { isOver } from "../guard/delivery.ts";

/** A present file of the project. Throws `FILE_NOT_FOUND`. */
export async function findOwned(engine: Engine, project: Project, id: string): Promise<FileRecord> {
  const file = await findIfOwned(engine, project, id);
  if (!file) throw new IntaglioError("FILE_NOT_FOUND");
  return file;
}

/** The same, or undefined. */
export async function findIfOwned(engine: Engine, project: Project, id: string): Promise<FileRecord | undefined> {
  const file = isFileId(id) ? await engine.records.find(id) : undefined;
  return file && isOwned(file, project) && !isOver(file, engine.clock()) ? file : undefined;
}

/** A file as anybody may see it who knows its id: where a private picture was taken is nobody's business. */
export function discreetly(file: FileRecord, { delivery }: Project): FileRecord {
  if (!file.image || delivery === "open" || file.access === "public") return file;
  return { ...file, image: { ...file.image, location: null } };
}

/** True for a file that the project was given, not a copy of what lies elsewhere. */
export function isOwned({ project, origin }: FileRecord, { id }: Project): boolean {
  return project === id && origin === null;
}
