/** Where copies lie on a backup store: a file's bytes, and beside them all that is known of it. */
import { IntaglioError, isFileId } from "@intaglio/contract";

/** What the keys of all copies begin with. Nothing else may be put there. */
export const backupsPrefix = "intaglio-backup/";

const ending = ".json";

/** Where a file's bytes are: `intaglio-backup/<first two characters of the id>/<id>`. Throws `INTERNAL` when `id` is no file id. */
export function bytesKey(id: string): string {
  if (!isFileId(id)) throw new IntaglioError("INTERNAL", `not a file's id: ${JSON.stringify(id)}`);
  return `${backupsPrefix}${id.slice(0, 2)}/${id}`;
}

/** Where its record is: the same with `.json`. */
export function recordKey(id: string): string {
  return bytesKey(id) + ending;
}

/** The id inside a key of {@link recordKey}, or undefined when it is none. */
export function fileOfRecordKey(key: string): string | undefined {
  const id = key.slice(key.lastIndexOf("/") + 1, -ending.length);
  return isFileId(id) && key === recordKey(id) ? id : undefined;
}
