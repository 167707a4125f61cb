/** Uploads in parts over HTTP, step by step; the bytes are made up as they are sent, so that none are held. */
import { createHash } from "node:crypto";
import { request } from "node:http";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { publicKey } from "./media.ts";

/** The size of parts when none is asked for. */
export const partBytes = 5_242_880;
const blockBytes = 65_536;

/** An upload that has begun. */
export interface Begun {
  readonly uuid: string;
  readonly parts: readonly string[];
}

/** An answer, read. */
export interface Said {
  readonly status: number;
  readonly body: string;
}

/** Asks an endpoint, url-encoded as most clients do. */
async function ask(url: string, path: string, fields: Readonly<Record<string, string>> = {}): Promise<Said> {
  const body = new URLSearchParams({ UPLOADCARE_PUB_KEY: publicKey, ...fields });
  const response = await fetch(`${url}${path}`, { method: "POST", body });
  return { status: response.status, body: await response.text() };
}

/** Begins an upload. */
export async function begin(url: string, bytes: number, fields: Readonly<Record<string, string>> = {}): Promise<Begun> {
  const wish = { filename: "big.bin", size: String(bytes), content_type: "application/x-big", ...fields };
  const { status, body } = await ask(url, "/multipart/start/", wish);
  if (status !== 200) throw new Error(`start: ${status} ${body}`);
  return JSON.parse(body) as Begun;
}

/** Completes it. */
export function complete(url: string, uuid: string): Promise<Said> {
  return ask(url, "/multipart/complete/", { uuid });
}

/** Bytes of a made-up file from an offset, a multiple of 64 KiB, up to another: each block tells where it belongs. */
export function* content(from: number, to: number): Generator<Uint8Array> {
  for (let at = from; at < to; at += blockBytes) {
    const block = Buffer.alloc(Math.min(blockBytes, to - at), 0x5a);
    block.writeDoubleLE(at, 0);
    yield block;
  }
}

/** The hash of all of a made-up file. */
export function hashOf(bytes: number): string {
  const hash = createHash("sha256");
  for (const block of content(0, bytes)) hash.update(block);
  return hash.digest("hex");
}

/** The hash of what a URL gives. */
export async function hashAt(url: string): Promise<string> {
  const hash = createHash("sha256");
  for await (const chunk of (await fetch(url)).body ?? []) hash.update(chunk);
  return hash.digest("hex");
}

/** Puts a part of a made-up file; rejects when the connection breaks. `sent` sees how many bytes are on their way. */
export async function putPart(
  address: string,
  from: number,
  to: number,
  { signal, sent }: { readonly signal?: AbortSignal; readonly sent?: (bytes: number) => void } = {},
): Promise<Said> {
  const headers = { "content-length": to - from, "content-type": "application/x-big" };
  const sending = request(address, { method: "PUT", headers, ...(signal && { signal }) });
  const answered = new Promise<Said>((resolve, reject) => {
    sending.on("error", reject).on("response", (response) => {
      let body = "";
      response.on("data", (chunk: Buffer) => (body += chunk.toString()));
      response.on("end", () => resolve({ status: response.statusCode ?? 0, body }));
      response.on("error", reject);
    });
  });
  answered.catch(() => {}); // awaited below
  let bytes = 0;
  function* counted(): Generator<Uint8Array> {
    for (const block of content(from, to)) {
      yield block;
      sent?.((bytes += block.byteLength));
    }
  }
  // An answer may come before all was sent: then the connection ends, and the answer counts.
  await pipeline(Readable.from(counted()), sending).catch(() => {});
  return answered;
}

/** The offsets of an upload's parts, in order. */
export function cut(bytes: number, size = partBytes): readonly (readonly [from: number, to: number])[] {
  return Array.from({ length: Math.ceil(bytes / size) }, (_, at) => [at * size, Math.min(bytes, (at + 1) * size)]);
}

/** Does a piece of work for each item, so many at once. */
export async function inParallel<Item>(
  items: readonly Item[],
  atOnce: number,
  work: (item: Item) => Promise<unknown>,
): Promise<void> {
  const left = [...items];
  const worker = async (): Promise<void> => {
    for (let item = left.shift(); item !== undefined; item = left.shift()) await work(item);
  };
  await Promise.all(Array.from({ length: atOnce }, worker));
}
