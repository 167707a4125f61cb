/** A picture at another address as a stream of bytes. */
import type { IncomingMessage } from "node:http";
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
  /** The last segment of the final address, decoded; a label. */
  readonly name: string;
  readonly statedType: string;
}

/** The promised times. */
const fetchTimes: FetchTimes = { connectMs: 5_000, idleMs: 10_000, totalMs: 30_000 };

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
): Promise<Fetched> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(times.totalMs)]);
  let destination = admit(url);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    const response = await ask(destination, limit, times);
    const { statusCode = 0, headers } = response;
    if (statusCode === 200) return received(response, destination.url);
    response.destroy();
    const next = [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;
    if (next === undefined || !URL.canParse(next, destination.url)) throw unreachable(`status ${statusCode}`);
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
  return { body: whole(response), name: nameOf(url), statedType: headers["content-type"]?.split(";")[0]?.trim() ?? "" };
}

/** Node ends a response that is shorter than it said with an error, and cuts one that is longer. */
async function* whole(response: IncomingMessage): AsyncGenerator<Uint8Array, void, void> {
  try {
    for await (const chunk of response) yield chunk as Uint8Array;
  } catch (cause) {
    throw unreachable("the body broke off", cause);
  }
}

async function ask(destination: Destination, signal: AbortSignal, times: FetchTimes): Promise<IncomingMessage> {
  try {
    return await requestGuarded(destination, { method: "GET", headers: { accept: "image/*" }, ...times, signal });
  } catch (cause) {
    throw unreachable(cause instanceof Error ? cause.message : String(cause), cause);
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
