/** One HTTP exchange with the bucket. Node's own client: a part is sent from the memory it lies in, without a copy. */
import { Agent as HttpAgent, request as httpRequest, type IncomingMessage } from "node:http";
import { Agent as HttpsAgent, request as httpsRequest } from "node:https";

/** How long a connection may take to be made. */
const connectMs = 5_000;
/** How long nothing may move, either way. */
const idleMs = 60_000;

/** A request, signed. */
export interface SignedRequest {
  readonly method: string;
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array;
  readonly signal?: AbortSignal;
}

/** Connections that are used again. */
export class Connections {
  readonly #http = new HttpAgent({ keepAlive: true });
  readonly #https = new HttpsAgent({ keepAlive: true });

  /** Sends a request whole, and gives the answer's head. Rejects with the network's error, or the signal's reason. */
  async send({ method, url, headers, body, signal }: SignedRequest): Promise<IncomingMessage> {
    signal?.throwIfAborted();
    const options = { method, headers: { ...headers, "content-length": String(body?.byteLength ?? 0) } };
    const sending =
      url.protocol === "https:"
        ? httpsRequest(url, { ...options, agent: this.#https })
        : httpRequest(url, { ...options, agent: this.#http });
    const onAbort = (): void => void sending.destroy(signal?.reason as Error);
    signal?.addEventListener("abort", onAbort);
    try {
      return await new Promise<IncomingMessage>((resolve, reject) => {
        sending.on("response", resolve).on("error", reject);
        sending.on("socket", (socket) => {
          if (!socket.connecting) return;
          const timer = setTimeout(() => sending.destroy(new Error(`no connection in ${connectMs} ms`)), connectMs);
          socket.once("connect", () => clearTimeout(timer)).once("close", () => clearTimeout(timer));
        });
        sending.setTimeout(idleMs, () => sending.destroy(new Error(`nothing moved for ${idleMs} ms`)));
        sending.end(body);
      });
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      sending.setTimeout(0); // a body waits for its reader from here on
      signal?.removeEventListener("abort", onAbort);
    }
  }

  close(): void {
    this.#http.destroy();
    this.#https.destroy();
  }
}

/** An answer's body. Ends with the network's error when it is cut off or stands still; leaving it ends the connection. */
export async function* bodyOf(answer: IncomingMessage): AsyncGenerator<Uint8Array, void, void> {
  const iterator = answer[Symbol.asyncIterator]() as AsyncIterableIterator<Uint8Array>;
  try {
    for (;;) {
      const timer = setTimeout(() => answer.destroy(new Error(`no bytes for ${idleMs} ms`)), idleMs);
      const next = await iterator.next().finally(() => clearTimeout(timer));
      if (next.done === true) return;
      yield next.value;
    }
  } finally {
    if (!answer.complete) answer.destroy();
  }
}
