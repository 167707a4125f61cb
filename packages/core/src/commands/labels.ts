/** Metadata and tags of a file. */
import { IntaglioError, type FileChange, type FileRecord, type Project, type TagChange } from "@intaglio/contract";
import type { Engine } from "../engine.ts";
import type { Executors } from "./executor.ts";
import { findOwned } from "./owned.ts";

/** As many as an upload may bring. */
const maxKeys = 50;
const maxTags = 50;

/** The executors. */
export const labels: Executors<"file.setMetadata" | "file.dropMetadata" | "file.setTags" | "file.changeTags"> = {
  async "file.setMetadata"(engine, project, { id, key, value }) {
    const before = await findOwned(engine, project, id);
    const { metadata } = before;
    const isNew = !Object.hasOwn(metadata, key);
    if (isNew && Object.keys(metadata).length >= maxKeys) {
      const hint = `A file can not have more than ${maxKeys} metadata keys.`;
      throw new IntaglioError("METADATA_INVALID", hint, { hint });
    }
    await change(engine, before, { metadata: { ...metadata, [key]: value } });
    return { isNew };
  },

  async "file.dropMetadata"(engine, project, { id, key }) {
    const before = await findOwned(engine, project, id);
    const { metadata } = before;
    if (!Object.hasOwn(metadata, key)) throw new IntaglioError("METADATA_MISSING");
    await change(engine, before, {
      metadata: Object.fromEntries(Object.entries(metadata).filter(([name]) => name !== key)),
    });
    return undefined;
  },

  "file.setTags": (engine, project, { id, tags }) => retag(engine, project, id, () => tags),

  "file.changeTags": (engine, project, { id, add, remove }) =>
    retag(engine, project, id, (tags) => [...new Set([...tags.filter((tag) => !remove.includes(tag)), ...add])]),
};

async function retag(
  engine: Engine,
  project: Project,
  id: string,
  decide: (tags: readonly string[]) => readonly string[],
): Promise<TagChange> {
  const file = await findOwned(engine, project, id);
  const { tags: before } = file;
  const tags = decide(before);
  if (tags.length > maxTags) {
    const hint = `Too many tags: ${tags.length} (max ${maxTags}).`;
    throw new IntaglioError("TAGS_INVALID", hint, { hint });
  }
  await change(engine, file, { tags });
  return {
    tags,
    added: tags.filter((tag) => !before.includes(tag)),
    removed: before.filter((tag) => !tags.includes(tag)),
  };
}

async function change(engine: Engine, before: FileRecord, to: FileChange): Promise<FileRecord> {
  const file = await engine.records.update(before.id, to);
  if (!file) throw new IntaglioError("FILE_NOT_FOUND");
  await engine.teller.tell("file.updated", file, { before });
  return file;
}
