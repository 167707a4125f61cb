/** An object's bytes as a body that may stay unread. */
import type { IncomingMessage } from "node:http";
import { IntaglioError, type ByteRange, type Bytes, type OpenBlob } from "@intaglio/contract";
import type { S3Client } from "./client.ts";
import { toBrokenError } from "./errors.ts";
import { bodyOf } from "./send.ts";

/** Small blobs are read whole when they are opened, and their connection is free again. */
const smallBytes = 128 << 10;
/** How long a body may stay unread before its connection is ended; it is asked for again when it is read after all. */
const unreadMs = 2_000;

/** Opens an object, or gives undefined when there is none. */
export async function openObject(client: S3Client, key: string, range?: ByteRange): Promise<OpenBlob | undefined> {
  const headers = range && { range: `bytes=${range.start}-${range.end}` };
  const accept = ["NoSuchKey", "InvalidRange"];
  const { code, headers: head, stream } = await client.ask({ method: "GET", key, ...(headers && { headers }), accept });
  if (code === "NoSuchKey") return undefined;
  if (code === "InvalidRange") {
    // It begins beyond the end, or there is no byte at all.
    const size = await sizeOf(client, key);
    return size === undefined ? undefined : { size, body: nothing() };
  }
  const length = Number(head["content-length"]);
  const size = Number(/\/(\d+)$/.exec(head["content-range"] ?? "")?.[1] ?? length);
  if (!Number.isSafeInteger(length) || !Number.isSafeInteger(size)) {
    stream.destroy();
    throw new IntaglioError("STORAGE_FAILED", `${client.host} did not say how long ${key} is`);
  }
  const body = new ObjectBody(client, key, headers ?? {}, stream, head.etag ?? "");
  return { size, body: length <= smallBytes ? again(await Array.fromAsync(body)) : body };
}

/** The bytes of an object; undefined when there is none. */
export async function sizeOf(client: S3Client, key: string): Promise<number | undefined> {
  const { code, headers } = await client.ask({ method: "HEAD", key, accept: ["404"] });
  return code === undefined ? Number(headers["content-length"]) : undefined;
}

async function* nothing(): AsyncGenerator<Uint8Array, void, void> {}

async function* again(chunks: readonly Uint8Array[]): AsyncGenerator<Uint8Array, void, void> {
  yield* chunks;
}

/** Holds the connection from the start, so that a replaced blob is still read in its old form, but not for ever. */
class ObjectBody implements Bytes {
  readonly #client: S3Client;
  readonly #key: string;
  readonly #headers: Readonly<Record<string, string>>;
  readonly #etag: string;
  readonly #timer: NodeJS.Timeout;
  #stream: IncomingMessage | undefined;
  #isRead = false;

  constructor(
    client: S3Client,
    key: string,
    headers: Readonly<Record<string, string>>,
    stream: IncomingMessage,
    etag: string,
  ) {
    this.#client = client;
    this.#key = key;
    this.#headers = headers;
    this.#stream = stream;
    this.#etag = etag;
    this.#timer = setTimeout(() => this.#take()?.destroy(), unreadMs).unref();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<Uint8Array, void, void> {
    if (this.#isRead) throw new IntaglioError("INTERNAL", "a blob's body is read only once");
    this.#isRead = true;
    const stream = this.#take() ?? (await this.#askAgain());
    try {
      yield* bodyOf(stream);
    } catch (error) {
      throw toBrokenError(error, this.#client.host, `GET ${this.#key} to its end`);
    }
  }

  /** Only for the very same bytes. */
  async #askAgain(): Promise<IncomingMessage> {
    const headers = { ...this.#headers, "if-match": this.#etag };
    const accept = ["NoSuchKey", "PreconditionFailed", "412"];
    const { code, stream } = await this.#client.ask({ method: "GET", key: this.#key, headers, accept });
    if (code === undefined) return stream;
    throw new IntaglioError("STORAGE_FAILED", "a blob was replaced or removed before its body was read");
  }

  #take(): IncomingMessage | undefined {
    clearTimeout(this.#timer);
    const stream = this.#stream;
    this.#stream = undefined;
    return stream;
  }
}
