/** A body to an object: a small one in one request, a larger one in parts. Neither is seen before it is whole. */
import { randomUUID } from "node:crypto";
import type { S3Client } from "./client.ts";
import { abortUpload, beginUpload, completeUpload, putPart } from "./multipart.ts";
import { piecesOf, type Cut, type Piece } from "./pieces.ts";

/** A header of ours on what is put in parts: it tells one put from another. */
const markHeader = "x-amz-meta-intaglio-put";

/** Puts all bytes; gives their number. Errors of the body pass unchanged, and leave nothing. */
export async function writeObject(
  client: S3Client,
  key: string,
  body: AsyncIterable<Uint8Array>,
  cut: Cut,
  signal: AbortSignal | undefined,
): Promise<number> {
  const pieces = piecesOf(body, cut);
  try {
    const { value: first } = await pieces.next();
    if (first === undefined) return 0; // never so: there is a last piece
    if (!first.isLast) return await writeParts(client, key, first, pieces, signal);
    await client.askText({ method: "PUT", key, body: first.bytes, ...(signal && { signal }) });
    return first.bytes.byteLength;
  } finally {
    await pieces.return();
  }
}

/** Sends one part while the next is filled. */
async function writeParts(
  client: S3Client,
  key: string,
  first: Piece,
  rest: AsyncIterable<Piece>,
  signal: AbortSignal | undefined,
): Promise<number> {
  const mark = randomUUID();
  const upload = await beginUpload(client, key, { [markHeader]: mark }, signal);
  const ending = new AbortController();
  const either = signal ? AbortSignal.any([signal, ending.signal]) : ending.signal;
  const parts: { number: number; etag: string }[] = [];
  let bytes = 0;
  let sending: Promise<void> | undefined;
  const send = async ({ bytes: body }: Piece): Promise<void> => {
    const number = parts.length + 1;
    parts.push({ number, etag: await putPart(client, key, upload, number, body, either) });
    bytes += body.byteLength;
  };
  try {
    sending = send(first);
    sending.catch(() => undefined); // awaited in the next turn
    for await (const piece of rest) {
      await sending;
      sending = send(piece);
      sending.catch(() => undefined);
    }
    await sending;
    signal?.throwIfAborted();
    await completeUpload(client, key, upload, parts, async () => {
      const { headers } = await client.ask({ method: "HEAD", key, accept: ["404"] });
      return headers[markHeader] === mark;
    });
    return bytes;
  } catch (error) {
    ending.abort();
    await sending?.catch(() => undefined);
    await abortUpload(client, key, upload).catch(() => undefined); // what cannot be ended now, sweep() ends later
    throw error;
  }
}
