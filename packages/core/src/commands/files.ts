/** The library, as its owner and others see it. */
import { IntaglioError, isFileId, type FileBatch, type FileRecord, type Project } from "@intaglio/contract";
import { bury } from "../bury.ts";
import type { Engine } from "../engine.ts";
import { isOver } from "../guard/delivery.ts";
import type { Executors } from "./executor.ts";
import { findOwned, isOwned } from "./owned.ts";

/** The executors. */
export const files: Executors<"file.inspect" | "file.read" | "file.list" | "file.store" | "file.remove"> = {
  async "file.inspect"(engine, project, { id }) {
    const file = await findOwned(engine, project, id);
    return project.delivery === "open" || file.access === "public" ? file : discreet(file);
  },

  async "file.read"(engine, project, { id }) {
    const buried = isFileId(id) ? await engine.records.findBuried(id) : undefined;
    return buried && isOwned(buried, project) && !isOver(buried, engine.clock())
      ? buried
      : findOwned(engine, project, id);
  },

  async "file.list"(engine, project, { query }) {
    const { records } = engine;
    const { limit = 100, to, from, ...filters } = query;
    const mine = { ...filters, project: project.id };
    const counts = await records.counts(project.id);
    if (to !== undefined) {
      // The last ones before a time, and what follows them.
      const { files: before } = await records.list({ ...mine, to, limit: limit + 1 });
      const page = before.slice(-limit);
      const { files: after } = await records.list({ ...mine, from: to, limit: 1 });
      return { files: page, next: after[0], previous: before.length > limit ? before[0] : undefined, counts };
    }
    const { files: found } = await records.list({ ...mine, limit: limit + 1, ...(from !== undefined && { from }) });
    const page = found.slice(0, limit);
    const [first] = page;
    const edge = from === undefined ? undefined : (first?.uploadedAt ?? from);
    const { files: before } = edge === undefined ? { files: [] } : await records.list({ ...mine, to: edge, limit: 1 });
    return { files: page, next: found[limit], previous: before[0], counts };
  },

  "file.store": (engine, project, { ids }) => inBatch(ids, (id) => store(engine, project, id)),
  "file.remove": (engine, project, { ids }) => inBatch(ids, (id) => removeOwned(engine, project, id)),
};

/** Services answer this question to whoever knows a file's id; where a private picture was taken is nobody's business. */
function discreet(file: FileRecord): FileRecord {
  return file.image ? { ...file, image: { ...file.image, location: null } } : file;
}

async function store(engine: Engine, project: Project, id: string): Promise<FileRecord | undefined> {
  const { records, teller, clock } = engine;
  const buried = await records.findBuried(id);
  if (buried && isOwned(buried, project) && !isOver(buried, clock())) {
    const restored = await records.restore(id);
    if (restored) await teller.tell("file.updated", restored, { before: buried });
    if (restored) return restored;
  }
  const file = await findIfOwned(engine, project, id);
  if (!file || file.storedAt !== null) return file;
  const stored = await records.update(id, { storedAt: clock(), expiresAt: null });
  if (stored) await teller.tell("file.updated", stored, { before: file });
  return stored;
}

/** What was removed already is given as it is. */
async function removeOwned(engine: Engine, project: Project, id: string): Promise<FileRecord | undefined> {
  const file = await findIfOwned(engine, project, id);
  if (file) return bury(engine, id);
  const buried = await engine.records.findBuried(id);
  return buried && isOwned(buried, project) && !isOver(buried, engine.clock()) ? buried : undefined;
}

async function findIfOwned(engine: Engine, project: Project, id: string): Promise<FileRecord | undefined> {
  try {
    return await findOwned(engine, project, id);
  } catch (error) {
    if (error instanceof IntaglioError && error.code === "FILE_NOT_FOUND") return undefined;
    throw error;
  }
}

async function inBatch(
  ids: readonly string[],
  work: (id: string) => Promise<FileRecord | undefined>,
): Promise<FileBatch> {
  const batch = { files: [] as FileRecord[], missing: [] as string[], invalid: [] as string[] };
  for (const id of new Set(ids)) {
    const wanted = id.toLowerCase();
    const file = isFileId(wanted) ? await work(wanted) : undefined;
    if (file) batch.files.push(file);
    else (isFileId(wanted) ? batch.missing : batch.invalid).push(id);
  }
  return batch;
}
