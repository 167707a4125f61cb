/** The library, as its owner and others see it. */
import { isFileId, type FileBatch, type FileRecord, type Project } from "@intaglio/contract";
import { bury } from "../bury.ts";
import type { Engine } from "../engine.ts";
import { isOver } from "../guard/delivery.ts";
import type { Executors } from "./executor.ts";
import { discreetly, findIfOwned, findOwned, isOwned } from "./owned.ts";
import { turnTo } from "./page.ts";

/** The executors. */
export const files: Executors<
  "file.inspect" | "file.read" | "file.list" | "file.search" | "file.store" | "file.remove"
> = {
  async "file.inspect"(engine, project, { id }) {
    return discreetly(await findOwned(engine, project, id), project);
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
    const wish = { limit, ...(from !== undefined && { from }), ...(to !== undefined && { to }) };
    const page = await turnTo(
      wish,
      ({ uploadedAt }: FileRecord) => uploadedAt,
      async (some) => (await records.list({ ...filters, project: project.id, ...some })).files,
    );
    const { items: files, next, previous } = page;
    return { files, next, previous, counts: await records.counts(project.id) };
  },

  "file.search": (engine, project, { search }) => engine.records.search({ ...search, project: project.id }),

  "file.store": (engine, project, { ids }) => inBatch(ids, (id) => store(engine, project, id)),
  "file.remove": (engine, project, { ids }) => inBatch(ids, (id) => removeOwned(engine, project, id)),
};

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
