/** Recipe: an upload in parts begins. */
import { IntaglioError, type PartsBegun, type PartsWish, type Project } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import { checkBytes, limitsInParts } from "./guard/upload.ts";
import { cleanName, cleanType } from "./intake/name.ts";
import { newFileId, originalKey } from "./library/keys.ts";
import { bytesOfPart, countParts, noteParts, type PartsUpload } from "./library/parts.ts";
import { tokenOf } from "./part-token.ts";

/** How long its parts are waited for: a day, as the service's addresses last. */
export const lifeMs = 86_400_000;
/** As many as S3 takes; the answer names the address of each. */
const maxParts = 10_000;

/**
 * Notes the upload and gives the addresses of its parts. Throws `FILE_EMPTY`, `FILE_TOO_LARGE` or `TICKET_SPENT`.
 */
export async function beginParts(engine: Engine, project: Project, wish: PartsWish): Promise<PartsBegun> {
  const upload = await beginUpload(engine, project, wish);
  return { id: upload.id, parts: await placesOf(engine, upload) };
}

/**
 * Notes an upload in parts. A counted credential is used up here, since nobody shows it again; it is given back when the
 * file is refused. Throws as {@link beginParts}.
 */
export async function beginUpload(engine: Engine, project: Project, given: PartsWish): Promise<PartsUpload> {
  const wish = { ...given, name: cleanName(given.name), statedType: cleanType(given.statedType) };
  checkWish(engine, project, wish);
  const id = newFileId();
  const { count } = wish.permit;
  const { tickets } = engine.records;
  if (count && !(await tickets.spend(count.id, 1, count.limit, count.expiresAt)))
    throw new IntaglioError("TICKET_SPENT");
  try {
    const direct = await beginDirect(engine, id, wish);
    const upload = { id, project: project.id, wish, expiresAt: engine.clock() + lifeMs, ...(direct && { direct }) };
    if (!(await noteParts(engine, upload))) throw new IntaglioError("INTERNAL", `upload ${id} exists already`);
    return upload;
  } catch (error) {
    if (count) await tickets.refund(count.id, 1);
    throw error;
  }
}

/** Where the store takes parts from clients, and such as these; what fails before it is noted is ended by the sweep. */
async function beginDirect({ blobs }: Engine, id: string, wish: PartsWish): Promise<string | undefined> {
  const { direct } = blobs;
  if (!direct || wish.partBytes === undefined) return undefined;
  if (countParts(wish) > 1 && wish.partBytes < direct.leastPartBytes) return undefined;
  return direct.begin(originalKey(id));
}

async function placesOf(engine: Engine, { id, wish, direct: name }: PartsUpload): Promise<PartsBegun["parts"]> {
  const { direct } = engine.blobs;
  const indexes = Array.from({ length: countParts(wish) }, (_, index) => index);
  if (!direct || name === undefined) return indexes.map((index) => ({ id, index, token: tokenOf(engine, id, index) }));
  const upload = { key: originalKey(id), name };
  return Promise.all(
    indexes.map(async (index) => ({
      url: await direct.partUrl(upload, index, bytesOfPart(wish, index) ?? 0, lifeMs / 1000),
    })),
  );
}

function checkWish(engine: Engine, project: Project, wish: PartsWish): void {
  const limits = limitsInParts(engine.settings.limits);
  for (const own of [project.limits, wish.permit.limits]) checkBytes(wish.bytes, limits, own);
  if (countParts(wish) > maxParts)
    throw new IntaglioError("FILE_TOO_LARGE", `${countParts(wish)} parts, at most ${maxParts}`, {
      hint: `more than ${maxParts} parts`,
    });
}
