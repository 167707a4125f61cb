/** Recipe: a file goes, with everything made of it. */
import type { FileRecord } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { removeFile } from "./library/remove-file.ts";

/** The file as it was, or undefined when there is none. Original, renditions and cache entries are gone when it resolves. */
export async function remove(engine: Engine, id: string): Promise<FileRecord | undefined> {
  const { records, blobs, renditionBlobs } = engine;
  const file = await removeFile({ records, blobs, renditions: renditionBlobs }, id);
  engine.renditions.drop(id); // last: what was in the making until now must not come back into memory
  if (file) await engine.teller.tell("file.removed", file, { before: file });
  return file;
}
