/**
 * A record as it lies beside its file's bytes, in two lines of JSON: what it is with the second line's SHA-256, and the
 * record. So damage is seen, and people can read it.
 */
import { createHash } from "node:crypto";
import { imageFormats, isFileId, type BlobStore, type FileRecord, type ImageFacts } from "@intaglio/contract";
import { recordKey } from "./place.ts";

const format = "intaglio-backup/1";
/** Metadata and image facts are bounded, so a longer text is none of ours. */
const maxBytes = 1 << 20;

/** A record's text, and the version of the record: what its line is told by. */
export interface Sidecar {
  readonly record: FileRecord;
  readonly version: string;
}

/** The version of a record: another whenever anything of it is. */
export function versionOf(record: FileRecord): string {
  return digest(lineOf(record));
}

/** Puts a record beside its bytes, in the place of what was there. */
export async function writeSidecar(store: BlobStore, record: FileRecord, signal: AbortSignal): Promise<void> {
  const line = lineOf(record);
  const text = `${JSON.stringify({ format, sha256: digest(line) })}\n${line}\n`;
  await store.put(recordKey(record.id), once(Buffer.from(text)), { signal });
}

/** The record of a copy; `damaged` when it is not as it was written. Throws `STORAGE_FAILED`. */
export async function readSidecar(store: BlobStore, id: string): Promise<Sidecar | "missing" | "damaged"> {
  const blob = await store.open(recordKey(id));
  if (!blob) return "missing";
  if (blob.size > maxBytes) return "damaged";
  const chunks: Uint8Array[] = [];
  for await (const chunk of blob.body) chunks.push(Buffer.from(chunk));
  return parse(Buffer.concat(chunks).toString("utf8"), id) ?? "damaged";
}

function parse(text: string, id: string): Sidecar | undefined {
  const [head = "", line = "", end, ...more] = text.split("\n");
  if (end !== "" || more.length > 0) return undefined;
  try {
    const known: unknown = JSON.parse(head);
    const version = digest(line);
    if (!isObject(known) || known["format"] !== format || known["sha256"] !== version) return undefined;
    const record: unknown = JSON.parse(line);
    return isRecord(record) && record.id === id ? { record, version } : undefined;
  } catch {
    return undefined;
  }
}

/** The fields in an order of their own: databases may give them in any. */
function lineOf(record: FileRecord): string {
  const { id, project, customId, name, statedType, type, bytes, sha256, image, metadata, tags, access } = record;
  const { uploadedAt, storedAt, expiresAt, removedAt } = record;
  const labels = { id, project, customId, name, statedType, type, bytes, sha256, metadata, tags, access };
  return JSON.stringify({ ...labels, uploadedAt, storedAt, expiresAt, removedAt, image, origin: null });
}

function isRecord(value: unknown): value is FileRecord {
  if (!isObject(value)) return false;
  const has = (check: (field: unknown) => boolean, ...names: string[]): boolean =>
    names.every((name) => check(value[name]));
  return (
    has(isText, "id", "project", "name", "statedType", "type", "sha256") &&
    has(isNumber, "bytes", "uploadedAt") &&
    has((field) => field === null || isNumber(field), "storedAt", "expiresAt", "removedAt") &&
    has((field) => field === null || isText(field), "customId", "access") &&
    has((field) => isObject(field) && Object.values(field).every(isText), "metadata") &&
    has((field) => Array.isArray(field) && field.every(isText), "tags") &&
    has((field) => field === null || isImage(field), "image") &&
    isFileId(String(value["id"])) &&
    /^[0-9a-f]{64}$/.test(String(value["sha256"])) &&
    value["origin"] === null
  );
}

function isImage(value: unknown): value is ImageFacts {
  if (!isObject(value)) return false;
  const { format: of, width, height, pages, orientation } = value;
  return imageFormats.some((one) => one === of) && [width, height, pages, orientation].every(isNumber);
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

const isText = (value: unknown): value is string => typeof value === "string" && value.isWellFormed();
const isNumber = (value: unknown): value is number => Number.isSafeInteger(value) && Number(value) >= 0;

function digest(text: string): string {
  return createHash("sha256").update(text).digest("hex");
}

async function* once(bytes: Uint8Array): AsyncGenerator<Uint8Array> {
  yield bytes;
}
