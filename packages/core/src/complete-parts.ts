/** Recipe: the parts of an upload become a file. */
import { IntaglioError, toIntaglioError, type FileFacts, type FileRecord, type Project } from "@intaglio/contract";
import { announce } from "./announce.ts";
import type { Engine } from "./engine.ts";
import { limitsInParts } from "./guard/upload.ts";
import { gatherDirect } from "./gather-direct.ts";
import { gatherStored } from "./gather-stored.ts";
import type { Seen } from "./intake/pass.ts";
import { judge } from "./judge.ts";
import { abandon, complete } from "./library/keep.ts";
import { takeLease, type Lease } from "./library/lease.ts";
import { dropParts, findParts, joinLease, type PartsUpload } from "./library/parts.ts";

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
  const lease = await takeLease(engine.records.leases, joinLease(id), { patienceMs });
  try {
    const upload = await demand(engine, project, id);
    const file = await join(engine, project, upload, lease);
    await dropParts(engine, upload).catch((error: unknown) =>
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
  const { id } = upload;
  const gather = upload.direct === undefined ? gatherStored : gatherDirect;
  const seen = await gather(engine, upload, lease.signal);
  try {
    const facts = await verdict(engine, project, upload, seen);
    await lease.check();
    return await complete(engine, id, facts);
  } catch (error) {
    // Parts that were put into the store are the original itself now: after a failure of ours it waits to be completed again.
    const isWanted = upload.direct !== undefined && toIntaglioError(error).status >= 500;
    // Not when it is there after all: then its bytes must stay, whoever completed it.
    if (!isWanted && !(await engine.records.find(id))) await abandon(engine, id);
    throw error;
  }
}

/** What is refused is refused for good: the same bytes would be refused again. */
async function verdict(engine: Engine, project: Project, upload: PartsUpload, seen: Seen): Promise<FileFacts> {
  const { id, wish } = upload;
  try {
    return await judge(engine, { id, ...seen }, wish, project, limitsInParts(engine.settings.limits));
  } catch (error) {
    const { count } = wish.permit;
    if (toIntaglioError(error).status < 500 && (await dropParts(engine, upload)) && count)
      await engine.records.tickets.refund(count.id, 1);
    throw error;
  }
}
