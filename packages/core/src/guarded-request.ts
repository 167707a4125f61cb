/** One request to another server, which reaches no address that it may not. */
import { lookup } from "node:dns";
import { request as requestHttp, type IncomingMessage } from "node:http";
import { request as requestHttps } from "node:https";
import { isIP, type LookupFunction } from "node:net";

/** Where a request may go. */
export interface Destination {
  readonly url: URL;
  /** True for a network address the connection may go to. */
  readonly reaches: (address: string) => boolean;
}

/** What is sent, and how long it may take. */
export interface GuardedRequest {
  readonly method: "GET" | "POST";
  readonly headers: Readonly<Record<string, string>>;
  /** Default: none. */
  readonly body?: string;
  /** Milliseconds until the connection must stand. */
  readonly connectMs: number;
  /** Milliseconds in which nothing may come. */
  readonly idleMs: number;
  readonly signal: AbortSignal;
}

/** How our requests are told from others, in the header `Via`. */
export const via = "1.1 intaglio";

/**
 * Gives the answer, whatever its status; redirects are not followed. A name is resolved once, all its addresses must be
 * allowed, and the connection goes to one that was looked at. Nothing is sent along but what is given. Rejects with an
 * `Error` for whatever goes wrong before the answer's body.
 */
export async function requestGuarded({ url, reaches }: Destination, asked: GuardedRequest): Promise<IncomingMessage> {
  const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
  const { method, headers, body, connectMs, idleMs, signal } = asked;
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0 && !reaches(host)) throw new Error(`the address ${host}`);
  const request = (url.protocol === "https:" ? requestHttps : requestHttp)(url, {
    method,
    agent: false, // a kept connection might be to an address nobody looked at
    headers: { ...headers, "accept-encoding": "identity", "user-agent": "Intaglio", via },
    lookup: lookupOnly(reaches),
    signal,
  });
  const late = setTimeout(() => request.destroy(new Error("no connection in time")), connectMs);
  request.once("socket", (socket) => {
    socket.once("connect", () => {
      clearTimeout(late);
      const peer = socket.remoteAddress ?? "";
      if (!reaches(peer.replace(/^::ffff:(?=\d+\.)/, ""))) request.destroy(new Error(`connected to ${peer}`));
    });
  });
  request.setTimeout(idleMs, () => request.destroy(new Error("silent for too long")));
  request.once("response", resolve);
  request.once("error", reject);
  request.once("close", () => clearTimeout(late));
  request.end(body);
  return promise;
}

/** All addresses of a name must be allowed: the next look at it might pick another. */
function lookupOnly(reaches: (address: string) => boolean): LookupFunction {
  return (hostname, options, callback) => {
    lookup(hostname, { ...options, all: true }, (error, found) => {
      if (error) return callback(error, []);
      const bad = found.find(({ address }) => !reaches(address));
      if (bad || found.length === 0)
        return callback(new Error(`${hostname} is at ${bad?.address ?? "no address"}`), []);
      const [first] = found;
      return options.all ? callback(null, found) : callback(null, first?.address ?? "", first?.family);
    });
  };
}
