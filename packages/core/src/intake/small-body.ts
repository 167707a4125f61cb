/** A body that is small enough to be held whole: JSON, or fields. */
import { Readable } from "node:stream";
import { IntaglioError } from "@intaglio/contract";
import { openBody, type Pace } from "./body.ts";
import { readMultipart, type BodyFields } from "./multipart.ts";

/** Bytes at most. */
const maxBytes = 1024 * 1024;

/** Fields of a form at most: a group may have a thousand files. */
const maxFields = 1100;

/** A body, whole, and its fields where it is a form. */
export interface SmallBody {
  readonly body: Uint8Array;
  readonly fields: BodyFields;
}

const nothing: SmallBody = { body: new Uint8Array(0), fields: new Map() };

/** Reads it. Throws `BODY_TOO_LARGE`, `BODY_MALFORMED`, `BODY_TOO_SLOW`, `TOO_MANY_FILES` and the like. */
export async function readSmallBody(request: Request, pace: Pace): Promise<SmallBody> {
  if (request.method === "GET" || request.method === "HEAD") return nothing;
  if (Number(request.headers.get("content-length") ?? 0) > maxBytes) throw tooLarge();
  const chunks: Uint8Array[] = [];
  let length = 0;
  const { stream } = openBody(request, pace);
  for await (const chunk of stream as AsyncIterable<Uint8Array>) {
    length += chunk.byteLength;
    if (length > maxBytes) throw tooLarge();
    chunks.push(chunk);
  }
  const body = Buffer.concat(chunks);
  return { body, fields: await readFields(body, request.headers.get("content-type")) };
}

async function readFields(body: Buffer, contentType: string | null): Promise<BodyFields> {
  if (body.byteLength === 0 || contentType === null) return new Map();
  if (/^multipart\/form-data/i.test(contentType))
    return readMultipart(Readable.from([body]), contentType, 1, noFile, maxFields);
  if (!/^application\/x-www-form-urlencoded/i.test(contentType)) return new Map();
  const fields = new Map<string, string[]>();
  let count = 0;
  for (const [name, value] of new URLSearchParams(body.toString("utf8"))) {
    if ((count += 1) > maxFields) throw new IntaglioError("TOO_MANY_FIELDS");
    const values = fields.get(name);
    if (values) values.push(value);
    else fields.set(name, [value]);
  }
  return fields;
}

async function noFile(): Promise<never> {
  throw new IntaglioError("TOO_MANY_FILES", "no file is expected here");
}

function tooLarge(): IntaglioError {
  return new IntaglioError("BODY_TOO_LARGE", `more than ${maxBytes} bytes`);
}
