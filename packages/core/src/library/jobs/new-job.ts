/** What may be added as a job, checked before anything is kept. */
import { randomUUID } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";
import type { AddJobOptions } from "@intaglio/contract";

/** Bytes of a payload's JSON. */
const maxPayloadBytes = 65_536;
const maxDepth = 32;
const maxKeyLength = 500;
const maxTime = 8_640_000_000_000_000;
const defaultAttempts = 5;

/** A job as it is kept. */
export interface StoredJob {
  readonly id: string;
  readonly name: string;
  readonly key: string | null;
  /** JSON. */
  readonly payload: string;
  /** Tries that failed. */
  readonly failures: number;
  /** Tries in all. */
  readonly attempts: number;
}

/** A job and its time. */
export interface NewJob extends StoredJob {
  /** Unix time in milliseconds; undefined for at once. */
  readonly notBefore: number | undefined;
}

/** Checks what `Jobs.add` was given, and gives the job a new id. Throws `FIELD_INVALID`. */
export function toNewJob(name: unknown, payload: unknown, options: AddJobOptions = {}): NewJob {
  const { key = null, notBefore, attempts = defaultAttempts } = options;
  if (!isJobName(name)) refuse("a job's name must be 1 to 100 of the characters a-z 0-9 . -");
  if (key !== null && !isKey(key)) refuse(`a job's key must be well-formed text of 1 to ${maxKeyLength} characters`);
  if (notBefore !== undefined && !isBetween(notBefore, 0, maxTime))
    refuse("a job's notBefore must be a Unix time in milliseconds");
  if (!isBetween(attempts, 1, 100)) refuse("a job's attempts must be a whole number from 1 to 100");
  return { id: randomUUID(), name, key, payload: toPayload(payload), failures: 0, attempts, notBefore };
}

/** True for what a job may be called. */
export function isJobName(name: unknown): name is string {
  return typeof name === "string" && /^[a-z0-9][a-z0-9.-]{0,99}$/.test(name);
}

/** True for an id that {@link toNewJob} may have given. */
export function isJobId(id: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(id);
}

function isKey(key: unknown): boolean {
  return (
    typeof key === "string" && key !== "" && key.length <= maxKeyLength && key.isWellFormed() && !key.includes("\0")
  );
}

function isBetween(value: unknown, least: number, most: number): boolean {
  return Number.isSafeInteger(value) && Number(value) >= least && Number(value) <= most;
}

/** `JSON.stringify` would leave out or change what JSON cannot say; the handler would get something else. */
function toPayload(value: unknown): string {
  checkJson(value, 0);
  const text = JSON.stringify(value);
  if (Buffer.byteLength(text) > maxPayloadBytes)
    refuse(`a job's payload must be at most ${maxPayloadBytes} bytes of JSON`);
  return text;
}

/** The depth's limit ends circles too. */
function checkJson(value: unknown, depth: number): void {
  if (depth > maxDepth) refuse(`a job's payload must be at most ${maxDepth} levels deep`);
  if (value === null || typeof value === "boolean" || Number.isFinite(value)) return;
  if (typeof value === "string") {
    if (value.length > maxPayloadBytes || !value.isWellFormed())
      refuse(`a text in a job's payload must be well-formed, and at most ${maxPayloadBytes} bytes`);
  } else if (Array.isArray(value)) {
    if (value.length > maxPayloadBytes) refuse(`a job's payload must be at most ${maxPayloadBytes} bytes of JSON`);
    for (const part of value) checkJson(part, depth + 1);
  } else if (isPlain(value)) {
    for (const [name, part] of Object.entries(value)) {
      if (!name.isWellFormed()) refuse("a name in a job's payload must be well-formed");
      checkJson(part, depth + 1);
    }
  } else refuse("a job's payload must be plain JSON: null, booleans, finite numbers, texts, lists and plain objects");
}

function isPlain(value: unknown): value is object {
  if (typeof value !== "object" || value === null || Object.getOwnPropertySymbols(value).length > 0) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === null || prototype === Object.prototype;
}

function refuse(hint: string): never {
  throw new IntaglioError("FIELD_INVALID", hint, { hint });
}
