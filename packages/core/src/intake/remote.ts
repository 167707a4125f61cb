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
  readonly version: RemoteVersion;
}

/** Which version of what is there came, as its server says. */
export interface RemoteVersion {
  /** Every address that was asked, in order: the first, and those redirected to. */
  readonly hops: readonly string[];
  /** `ETag`, where there is one. */
  readonly etag?: string;
  /** `Last-Modified`, where there is one. */
  readonly modified?: string;
  /** What the server says of how long it may be used. */
  readonly lifetime: Lifetime;
}

/** The headers of an answer that say how long it may be used. */
export type Lifetime = Readonly<Partial<Record<"cache-control" | "age" | "expires" | "date", string>>>;

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
  const { response, url: final, hops } = await follow(url, admit, signal, times, () => ({ accept }));
  return received(response, final, hops);
}

/**
 * The same for a picture of which a version is known: where its server says that it is still that one, nothing but how
 * long it may be used comes. What the server calls its version is told to the very address that gave it, to no other.
 */
export async function refetchRemote(
  url: string,
  admit: (url: string) => Destination,
  signal: AbortSignal,
  known: RemoteVersion | undefined,
  times: FetchTimes = fetchTimes,
): Promise<Fetched | { readonly unchanged: RemoteVersion }> {
  const accept = "image/*";
  const { etag, modified } = known ?? {};
  const asked = { ...(etag && { "if-none-match": etag }), ...(modified && { "if-modified-since": modified }) };
  const knows = (at: URL): boolean => (etag ?? modified) !== undefined && at.href === known?.hops.at(-1);
  const headersFor = (at: URL) => (knows(at) ? { accept, ...asked } : { accept });
  const { response, url: final, hops } = await follow(url, admit, signal, times, headersFor, knows);
  if (response.statusCode === 200) return received(response, final, hops);
  response.destroy();
  return { unchanged: { ...versionOf(response, hops), ...(etag && { etag }), ...(modified && { modified }) } };
}

/** Asks for an address, and where it redirects to, until an answer is a whole picture, or a 304 from where one is expected. */
async function follow(
  url: string,
  admit: (url: string) => Destination,
  signal: AbortSignal,
  times: FetchTimes,
  headersFor: (url: URL) => Readonly<Record<string, string>>,
  mayBeKnown: (url: URL) => boolean = () => false,
): Promise<{ readonly response: IncomingMessage; readonly url: URL; readonly hops: readonly string[] }> {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(times.totalMs)]);
  const hops: string[] = [];
  let destination = admit(url);
  for (let hop = 0; hop <= maxRedirects; hop += 1) {
    hops.push(destination.url.href);
    const response = await ask(destination, limit, times, headersFor(destination.url));
    const { statusCode = 0, headers } = response;
    if (statusCode === 200 || (statusCode === 304 && mayBeKnown(destination.url)))
      return { response, url: destination.url, hops };
    response.destroy();
    const next = [301, 302, 303, 307, 308].includes(statusCode) ? headers.location : undefined;
    if (next === undefined || !URL.canParse(next, destination.url))
      throw unreachable(`status ${statusCode}`, new RemoteStatus(statusCode));
    destination = admit(new URL(next, destination.url).href);
  }
  throw unreachable(`more than ${maxRedirects} redirects`);
}

function received(response: IncomingMessage, url: URL, hops: readonly string[]): Fetched {
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
    version: versionOf(response, hops),
  };
}

/** Longer ones, and what no header may hold, are not kept. */
const plainHeader = /^[\x20-\x7e]{1,300}$/;

function versionOf({ headers }: IncomingMessage, hops: readonly string[]): RemoteVersion {
  const [etag, modified] = [headers.etag, headers["last-modified"]];
  const lifetime: Record<string, string> = {};
  for (const name of ["cache-control", "age", "expires", "date"] as const) {
    const value = headers[name];
    if (value !== undefined) lifetime[name] = value;
  }
  return {
    hops,
    ...(etag !== undefined && plainHeader.test(etag) && { etag }),
    ...(modified !== undefined && plainHeader.test(modified) && { modified }),
    lifetime,
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
  headers: Readonly<Record<string, string>>,
): Promise<IncomingMessage> {
  try {
    return await requestGuarded(destination, { method: "GET", headers, ...times, signal });
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
