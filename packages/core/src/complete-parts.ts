/** Recipe: the parts of an upload become a file. */
import {
  IntaglioError,
  toIntaglioError,
  type FileFacts,
  type FileRecord,
  type OpenBlob,
  type Project,
} from "@intaglio/contract";
import { announce } from "./announce.ts";
import type { Engine } from "./engine.ts";
import { limitsInParts } from "./guard/upload.ts";
import { watch, type Seen } from "./intake/pass.ts";
import { judge } from "./judge.ts";
import { abandon, complete, spool } from "./library/keep.ts";
import { takeLease, type Lease } from "./library/lease.ts";
import { partKey } from "./library/keys.ts";
import { bytesOfPart, countParts, dropParts, findParts, listParts, type PartsUpload } from "./library/parts.ts";

/** Whoever comes while another joins the parts waits for the outcome, but not longer. */
const patienceMs = 60_000;

/**
 * Joins the parts into the file with the promised id and judges it like any upload. Of several calls at once one does
 * it. A crash at any moment leaves the whole file, or an upload that can be completed again; so does a failure of ours.
 * A file that is refused takes its parts along. Throws `FILE_NOT_FOUND` where the project has no such upload,
 * `PARTS_COMPLETE`, `PARTS_INCOMPLETE`, `QUEUE_FULL` where another call takes too long, and what {@link judge} throws.
 */
export async function completeParts(engine: Engine, project: Project, id: string): Promise<FileRecord> {
  await demand(engine, project, id);
  const lease = await takeLease(engine.records.leases, `parts ${id}`, { patienceMs });
  try {
    const file = await join(engine, project, await demand(engine, project, id), lease);
    await dropParts(engine, id).catch((error: unknown) =>
      engine.log.warn("parts stay until the sweep", { id, reason: toIntaglioError(error).message }),
    );
    await announce(engine, file);
    return file;
  } finally {
    await lease.release();
  }
}

async function demand(engine: Engine, project: Project, id: string): Promise<PartsUpload> {
  const { records } = engine;
  const file = (await records.find(id)) ?? (await records.findBuried(id));
  if (file?.project === project.id && file.origin === null) throw new IntaglioError("PARTS_COMPLETE");
  const upload = file ? undefined : await findParts(engine, id, engine.clock());
  if (upload?.project !== project.id) throw new IntaglioError("FILE_NOT_FOUND", `no upload ${id} is under way`);
  return upload;
}

async function join(engine: Engine, project: Project, upload: PartsUpload, lease: Lease): Promise<FileRecord> {
  const { id, wish } = upload;
  await checkParts(engine, upload);
  await abandon(engine, id); // what a crash may have left of an earlier try
  const first = await openPart(engine, upload, 0);
  const { body, seen } = watch(joined(engine, upload, first), wish.bytes);
  const { name, statedType } = wish;
  const { disposable = false } = first;
  await spool(engine, { id, name, statedType }, body, { signal: lease.signal, disposable });
  try {
    const facts = await verdict(engine, project, upload, seen());
    await lease.check();
    return await complete(engine, id, facts);
  } catch (error) {
    // Not when it is there after all: then its bytes must stay, whoever completed it.
    if (!(await engine.records.find(id))) await abandon(engine, id);
    throw error;
  }
}

/** Throws `PARTS_INCOMPLETE` or `PART_INVALID`. */
async function checkParts(engine: Engine, { id, wish }: PartsUpload): Promise<void> {
  const found = await listParts(engine, id);
  for (let index = 0; index < countParts(wish); index += 1) {
    const [bytes = 0, wanted = 0] = [found.get(partKey(id, index)), bytesOfPart(wish, index)];
    if (bytes < wanted) throw new IntaglioError("PARTS_INCOMPLETE", `part ${index} has ${bytes} bytes of ${wanted}`);
    if (bytes > wanted) throw new IntaglioError("PART_INVALID", `part ${index} has ${bytes} bytes, not ${wanted}`);
  }
}

async function openPart(engine: Engine, { id, wish }: PartsUpload, index: number): Promise<OpenBlob> {
  const blob = await engine.blobs.open(partKey(id, index));
  if (!blob || blob.size !== bytesOfPart(wish, index))
    throw new IntaglioError("PARTS_INCOMPLETE", `part ${index} went`);
  return blob;
}

async function* joined(engine: Engine, upload: PartsUpload, first: OpenBlob): AsyncGenerator<Uint8Array, void, void> {
  yield* first.body;
  for (let index = 1; index < countParts(upload.wish); index += 1) yield* (await openPart(engine, upload, index)).body;
}

/** What is refused is refused for good: the same bytes would be refused again. */
async function verdict(engine: Engine, project: Project, { id, wish }: PartsUpload, seen: Seen): Promise<FileFacts> {
  try {
    return await judge(engine, { id, ...seen }, wish, project, limitsInParts(engine.settings.limits));
  } catch (error) {
    const { count } = wish.permit;
    if (toIntaglioError(error).status < 500 && (await dropParts(engine, id)) && count)
      await engine.records.tickets.refund(count.id, 1);
    throw error;
  }
}
