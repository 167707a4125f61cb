/** The library as the programmatic interface shows it. */
import { isFileId, type FileChange, type FilePage, type FileQuery, type FileRecord } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import { checkChange } from "../guard/change.ts";
import { cleanName } from "../intake/name.ts";
import { remove } from "../remove.ts";

/** Finds, lists, changes and removes files. */
export interface Files {
  /** The file, or undefined when there is none of this id. */
  find(id: string): Promise<FileRecord | undefined>;
  /** A page of files, oldest first unless asked otherwise. Throws `FIELD_INVALID` for a bad cursor or limit. */
  list(query?: FileQuery): Promise<FilePage>;
  /** Changes what may be changed; undefined when there is no such file. Throws `FIELD_INVALID`, `METADATA_INVALID` or `TAGS_INVALID`. */
  update(id: string, change: FileChange): Promise<FileRecord | undefined>;
  /** Removes the file with all its renditions; false when there is none. */
  remove(id: string): Promise<boolean>;
}

/** The library of an engine that may still be starting. */
export function createFiles(engine: () => Engine | Promise<Engine>): Files {
  return {
    async find(id) {
      return isFileId(id) ? (await engine()).records.find(id) : undefined;
    },
    async list(query = {}) {
      return (await engine()).records.list(query);
    },
    async update(id, change) {
      const { records, teller } = await engine();
      checkChange(change);
      const clean = change.name === undefined ? change : { ...change, name: cleanName(change.name) };
      const before = isFileId(id) ? await records.find(id) : undefined;
      const file = before && (await records.update(id, clean));
      if (file) await teller.tell("file.updated", file, { before });
      return file;
    },
    async remove(id) {
      const running = await engine();
      return isFileId(id) && (await remove(running, id)) !== undefined;
    },
  };
}
