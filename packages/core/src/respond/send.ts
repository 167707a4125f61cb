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
  return respond(null, 304, {
    ...safetyHeaders(thing.type),
    ...thing.headers,
    "cache-control": caching,
    etag: thing.etag,
  });
}

/** Sends all of it, the range that is asked for, or its head alone. Throws `RANGE_UNSATISFIABLE`. */
export async function send(request: Request, thing: Sendable, caching: string): Promise<Response> {
  const { etag } = thing;
  const whole = thing.size === undefined ? await thing.open(undefined) : undefined;
  const size = whole instanceof Uint8Array ? whole.byteLength : (thing.size ?? 0);
  const range = readRange(request.headers, size, etag);
  if (range === "unsatisfiable") throw new IntaglioError("RANGE_UNSATISFIABLE", `of ${size} bytes`);
  const part = range === "whole" ? undefined : range;
  const headers: Record<string, string> = {
    ...safetyHeaders(thing.type),
    ...thing.headers,
    "cache-control": caching,
    "content-type": thing.type,
    "content-length": String(part ? part.end - part.start + 1 : size),
    "last-modified": thing.modified,
    "accept-ranges": "bytes",
    etag,
  };
  if (part) headers["content-range"] = `bytes ${part.start}-${part.end}/${size}`;
  if (request.method === "HEAD") return respond(null, part ? 206 : 200, headers);
  const cut = whole instanceof Uint8Array && part ? whole.subarray(part.start, part.end + 1) : whole;
  return respond(cut ?? (await thing.open(part)), part ? 206 : 200, headers);
}

/** A small finished answer, and headers that go before its own. Nothing in it may be cached unless they say so. */
export function sendAnswer(request: Request, answer: Answer, headers: HeaderRecord): Response {
  const all = {
    ...safetyHeaders(undefined),
    "cache-control": "no-store",
    ...lowered(answer.headers),
    ...lowered(headers),
  };
  return respond(request.method === "HEAD" || answer.status === 204 ? null : answer.body, answer.status, all);
}

/** Two spellings of one name would become one header with both values. */
function lowered(headers: HeaderRecord): HeaderRecord {
  return Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]));
}

/**
 * srvx's response costs nothing until somebody asks it for more than its parts; a standard one would become a chunked
 * stream in Node and cost more than twice the time. Outside Node it is the standard one.
 */
function respond(body: Uint8Array | string | Bytes | null, status: number, headers: HeaderRecord): Response {
  const statusText = STATUS_CODES[status] ?? "";
  if (body !== null && typeof body !== "string" && !(body instanceof Uint8Array))
    return new FastResponse(ReadableStream.from(body) as never, { status, statusText, headers });
  const response = new FastResponse(body as never, { status, statusText, headers }) as Response & {
    [partsOf]?: ResponseParts;
  };
  response[partsOf] = { status, headers: inTurn(headers), body };
  return response;
}

function inTurn(headers: HeaderRecord): string[] {
  const list: string[] = [];
  for (const name in headers) list.push(name, headers[name] as string);
  return list;
}
