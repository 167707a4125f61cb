/** Bytes and small answers as responses. */
import { STATUS_CODES } from "node:http";
import { ReadableStream } from "node:stream/web";
import {
  IntaglioError,
  partsOf,
  type Answer,
  type ByteRange,
  type Bytes,
  type ResponseParts,
} from "@intaglio/contract";
import { FastResponse } from "srvx";
import { isUnchanged, readRange } from "./conditional.ts";
import { safetyHeaders } from "./headers.ts";

type HeaderRecord = Readonly<Record<string, string>>;

/** A thing to send: its version, and how to get at its bytes. */
export interface Sendable {
  readonly type: string;
  /** With quotes. */
  readonly etag: string;
  /** As `Last-Modified` wants it. */
  readonly modified: string;
  readonly headers: HeaderRecord;
  /** Bytes in all, where that is known without opening it; then `open` gives just the range it is asked for. */
  readonly size?: number;
  /** The bytes. Called only when they, or their number, are needed. */
  open(range: ByteRange | undefined): Promise<Uint8Array | Bytes>;
}

/** The answer to a client whose copy is still good, so that nothing need be made. */
export function unchanged(request: Request, thing: Sendable, caching: string): Response | undefined {
  if (!isUnchanged(request.headers, thing.etag, thing.modified)) return undefined;
  return finished(null, 304, headOf(thing, caching, undefined));
}

/** An answer that is at hand as a whole. */
export interface AtHand extends ResponseParts {
  /** The headers once more. */
  readonly record: HeaderRecord;
}

/** All of what is at hand, or nothing for a client whose copy is still good. */
export function atHand(thing: Omit<Sendable, "open">, bytes: Uint8Array | null, caching: string): AtHand {
  const { list, record } = headOf(thing, caching, bytes?.byteLength);
  return { status: bytes ? 200 : 304, headers: list, record, body: bytes };
}

/** The same as a response. */
export function sendAtOnce({ status, headers, record, body }: AtHand): Response {
  return finished(body, status, { record, list: headers });
}

/** Sends all of it, the range that is asked for, or its head alone. Throws `RANGE_UNSATISFIABLE`. */
export async function send(request: Request, thing: Sendable, caching: string): Promise<Response> {
  const { etag } = thing;
  const whole = thing.size === undefined ? await thing.open(undefined) : undefined;
  const size = whole instanceof Uint8Array ? whole.byteLength : (thing.size ?? 0);
  const range = readRange(request.headers, size, etag);
  if (range === "unsatisfiable") throw new IntaglioError("RANGE_UNSATISFIABLE", `of ${size} bytes`);
  const head = headOf(thing, caching, size);
  if (range !== "whole") return sendPart(request, thing, whole, range, { ...head.record }, size);
  if (request.method === "HEAD") return finished(null, 200, head);
  const body = whole ?? (await thing.open(undefined));
  return body instanceof Uint8Array ? finished(body, 200, head) : respond(body, 200, head.record);
}

async function sendPart(
  request: Request,
  thing: Sendable,
  whole: Uint8Array | Bytes | undefined,
  range: ByteRange,
  headers: Record<string, string>,
  size: number,
): Promise<Response> {
  headers["content-length"] = String(range.end - range.start + 1);
  headers["content-range"] = `bytes ${range.start}-${range.end}/${size}`;
  if (request.method === "HEAD") return respond(null, 206, headers);
  const part = whole instanceof Uint8Array ? whole.subarray(range.start, range.end + 1) : await thing.open(range);
  return respond(part, 206, headers);
}

/** Headers, both as a record and in turn, name and value. */
interface Head {
  readonly caching: string;
  readonly etag: string;
  readonly size: number | undefined;
  readonly record: HeaderRecord;
  readonly list: readonly string[];
}

/** The last heads of things, by their headers, which stay the same object from request to request: 304s and whole answers. */
const heads = new WeakMap<HeaderRecord, { unchanged?: Head; whole?: Head }>();

/** The headers of a whole answer, or, without a size, of a 304. Put together anew only when something in them changed. */
function headOf(
  { headers, type, etag, modified }: Omit<Sendable, "open">,
  caching: string,
  size: number | undefined,
): Head {
  let known = heads.get(headers);
  if (!known) heads.set(headers, (known = {}));
  const key = size === undefined ? "unchanged" : "whole";
  const last = known[key];
  if (last && last.caching === caching && last.etag === etag && last.size === size) return last;
  const lasting = { ...headers, "cache-control": caching };
  const record =
    size === undefined
      ? { ...withoutBody(lasting), etag }
      : {
          ...safetyHeaders(type),
          ...lasting,
          "content-type": type,
          "content-length": String(size),
          "last-modified": modified,
          "accept-ranges": "bytes",
          etag,
        };
  return (known[key] = { caching, etag, size, record, list: inTurn(record) });
}

/** What tells of a body goes with it alone (RFC 9110, 15.4.5): the client has it all, with its body. */
function withoutBody(headers: HeaderRecord): HeaderRecord {
  return Object.fromEntries(Object.entries(headers).filter(([name]) => !/^(content-|x-)/.test(name)));
}

/** A small finished answer, and headers that go before its own. Nothing in it may be cached unless they say so. */
export function sendAnswer(request: Request, answer: Answer, headers: HeaderRecord): Response {
  const hasBody = answer.status !== 204;
  const all = {
    ...safetyHeaders(undefined),
    "cache-control": "no-store",
    ...lowered(answer.headers),
    ...lowered(headers),
    ...(hasBody && { "content-length": String(Buffer.byteLength(answer.body)) }), // or bridges would send it in chunks
  };
  return respond(request.method === "HEAD" || !hasBody ? null : answer.body, answer.status, all);
}

/** Bytes that are made as they are read, of a type and length that `headers` state; nothing is made for a head alone. */
export function sendStream(request: Request, headers: HeaderRecord, body: () => Bytes): Response {
  const all = { ...safetyHeaders(undefined), ...lowered(headers) };
  return respond(request.method === "HEAD" ? null : body(), 200, all);
}

/** Two spellings of one name would become one header with both values. */
function lowered(headers: HeaderRecord): HeaderRecord {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

function respond(body: Uint8Array | string | Bytes | null, status: number, headers: HeaderRecord): Response {
  if (body !== null && typeof body !== "string" && !(body instanceof Uint8Array)) {
    const statusText = STATUS_CODES[status] ?? "";
    return new FastResponse(ReadableStream.from(body) as never, { status, statusText, headers });
  }
  return finished(body, status, { record: headers, list: inTurn(headers) });
}

/**
 * srvx's response costs nothing until somebody asks it for more than its parts; a standard one would become a chunked
 * stream in Node and cost more than twice the time. Outside Node it is the standard one.
 */
function finished(
  body: Uint8Array | string | null,
  status: number,
  { record, list }: Pick<Head, "record" | "list">,
): Response {
  const init = { status, statusText: STATUS_CODES[status] ?? "", headers: record };
  const response = new FastResponse(body as never, init) as Response & { [partsOf]?: ResponseParts };
  response[partsOf] = { status, headers: list, body };
  return response;
}

function inTurn(headers: HeaderRecord): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] as string);
  return list;
}
