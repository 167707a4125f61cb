/** Recipe: one part of a large upload comes in. */
import { randomUUID } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";
import type { Engine } from "./engine.ts";
import type { Exchange } from "./exchange.ts";
import { openBody } from "./intake/body.ts";
import { chunksOf } from "./intake/chunks.ts";
import { exactly, wrongSize } from "./intake/exactly.ts";
import { partKey } from "./library/keys.ts";
import { bytesOfPart, findParts, type PartsUpload } from "./library/parts.ts";
import { partPace } from "./pace.ts";
import { checkToken } from "./part-token.ts";
import { sendAnswer } from "./respond/send.ts";

/**
 * Answers a part. Parts come in any order and several at once; of several puts of one part the last to finish wins,
 * whole. Throws `SIGNATURE_INVALID`, `FILE_NOT_FOUND` for an upload that is over, `PARTS_COMPLETE`, `PARTS_INCOMPLETE`
 * for too few bytes and `PART_INVALID` for too many; then what was there stays as it was.
 */
export async function part(engine: Engine, exchange: Exchange): Promise<Response> {
  const { request, dialect, route, target } = exchange;
  const address = dialect.part?.(target);
  if (!address) throw new IntaglioError("ROUTE_UNKNOWN");
  checkToken(engine, address);
  const { id, index } = address;
  const key = partKey(id, index);
  await keep(engine, request, key, bytesOf(await demandOpen(engine, id), index));
  try {
    await demandOpen(engine, id);
  } catch (error) {
    await engine.blobs.remove(key); // whoever ended the upload meanwhile could not see this part
    throw error;
  }
  // Each put has a version of its own; nobody reads a part, so it need not tell what is in it.
  const headers = { ETag: `"${randomUUID()}"`, "Content-Type": "text/plain", "Content-Length": "0" };
  return sendAnswer(request, { status: 200, headers, body: "" }, dialect.headers(route, false));
}

async function demandOpen(engine: Engine, id: string): Promise<PartsUpload> {
  if (await engine.records.find(id)) throw new IntaglioError("PARTS_COMPLETE");
  const upload = await findParts(engine, id, engine.clock());
  if (!upload) throw new IntaglioError("FILE_NOT_FOUND", `no upload ${id} is under way`);
  return upload;
}

function bytesOf({ wish }: PartsUpload, index: number): number {
  const bytes = bytesOfPart(wish, index);
  if (bytes === undefined) throw new IntaglioError("PART_INVALID", `the upload has no part ${index}`);
  return bytes;
}

async function keep(engine: Engine, request: Request, key: string, bytes: number): Promise<void> {
  const declared = request.headers.get("content-length");
  if (declared !== null && Number(declared) !== bytes) throw wrongSize(Number(declared), bytes);
  const { stream, own } = openBody(request, partPace(engine, bytes));
  try {
    await engine.blobs.put(key, exactly(chunksOf(stream), bytes), { disposable: own });
  } finally {
    stream.destroy(); // also when the store failed before it read
  }
}
