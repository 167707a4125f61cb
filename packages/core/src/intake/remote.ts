/** A picture at another address as a stream of bytes. */
import { lookup } from "node:dns/promises";
import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { IntaglioError, type Bytes } from "@intaglio/contract";
import { requestGuarded, via, type Destination } from "../guarded-request.ts";

/** How long each part of a fetch may take, in milliseconds. */
export interface FetchTimes {
  readonly connectMs: number;
  readonly idleMs: number;
  readonly totalMs: number;
}

/** What came. */
export interface Fetched {
  readonly body: Bytes;
  /** As the sender says; undefined where it does not. */
  readonly bytes: number | undefined;
  /** As the sender says, or the last segment of the final address, decoded; a label. */
  readonly name: string;
  readonly statedType: string;
}

/** The promised times. */
export const fetchTimes: FetchTimes = { connectMs: 5_000, idleMs: 10_000, totalMs: 30_000 };

const maxRedirects = 3;

/** True for a request that came from {@link fetchRemote}, of whatever server. */
export function isFetch(headers: Headers): boolean {
  return headers.get("via")?.split(/, */).includes(via) ?? false;
}

/**
 * Fetches what is at an address. `admit` judges it, and every address it redirects to, before anything is sent there;
 * a name is resolved once, and the connection goes to an address that was looked at. Nothing of the caller's is sent
 * along. Throws `SOURCE_UNREACHABLE` for whatever goes wrong, whichever it was, and what `admit` throws. The body throws
 * `SOURCE_UNREACHABLE` when it is cut off.
 */
export async function fetchRemote(
  url: string,
  admit: (url: string) => Destination,
  signal: AbortSignal,
  times: FetchTimes = fetchTimes,
  accept = "image/*",
): Promise<Fetched> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(times.totalMs)]);
  let destination = admit(url);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await ask(destination, limit, times, accept);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return received(response, destination.url);
    response.destroy();
    const next = [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;
    if (next === undefined || !URL.canParse(next, destination.url))
      throw unreachable(`status ${statusCode}`, new RemoteStatus(statusCode));
    destination = admit(new URL(next, destination.url).href);
  }
  throw unreachable(`more than ${maxRedirects} redirects`);
}

function received(response: IncomingMessage, url: URL): Fetched {
  const { headers } = response;
  if (headers["content-encoding"] !== undefined && headers["content-encoding"] !== "identity") {
    response.destroy();
    throw unreachable("an encoding that was not asked for");
  }
  const length = Number(headers["content-length"] ?? Number.NaN);
  return {
    body: whole(response),
    bytes: Number.isSafeInteger(length) ? length : undefined,
    name: statedName(headers["content-disposition"]) ?? nameOf(url),
    statedType: headers["content-type"]?.split(";")[0]?.trim() ?? "",
  };
}

/** Node ends a response that is shorter than it said with an error, and cuts one that is longer. */
async function* whole(response: IncomingMessage): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (cause) {
    throw unreachable("the body broke off", cause);
  }
}

/** True where the host is a network address itself. */
export function isAddress({ hostname }: URL): boolean {
  return isIP(hostname.replace(/^\[|\]$/g, "")) !== 0;
}

/** Whether a name leads to addresses that may be reached, all of them. */
export async function reachesHost({ url, reaches }: Destination): Promise<boolean> {
  const host = url.hostname.replace(/^\[|\]$/g, "");
  if (isIP(host) !== 0) return reaches(host);
  const found = await lookup(host, { all: true }).catch(() => []);
  return found.length > 0 && found.every(({ address }) => reaches(address));
}

async function ask(
  destination: Destination,
  signal: AbortSignal,
  times: FetchTimes,
  accept: string,
): Promise<IncomingMessage> {
  try {
    return await requestGuarded(destination, { method: "GET", headers: { accept }, ...times, signal });
  } catch (cause) {
    throw unreachable(cause instanceof Error ? cause.message : String(cause), cause);
  }
}

/** The status of a server that gave nothing: the cause of `SOURCE_UNREACHABLE`. */
export class RemoteStatus extends Error {
  readonly status: number;

  constructor(status: number) {
    super(`status ${status}`);
    this.status = status;
  }
}

/** The file name of a `Content-Disposition`, where it says one plainly. */
function statedName(header: string | undefined): string | undefined {
  const [, extended, quoted, bare] =
    /filename\*=utf-8''([\w%!#$&+.^`|~-]+)|filename="([^"\\]{1,255})"|filename=([^\s;"]{1,255})/i.exec(header ?? "") ??
    [];
  if (extended === undefined) return quoted ?? bare;
  try {
    return decodeURIComponent(extended);
  } catch {
    return undefined;
  }
}

function nameOf(url: URL): string {
  const last = url.pathname.split("/").at(-1) ?? "";
  try {
    return decodeURIComponent(last);
  } catch {
    return last;
  }
}

function unreachable(why: string, cause?: unknown): IntaglioError {
  return new IntaglioError("SOURCE_UNREACHABLE", why, cause === undefined ? {} : { cause });
}
