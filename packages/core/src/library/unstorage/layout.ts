/** How blobs lie in an unstorage: a manifest a blob, and its bytes as numbered chunks of one generation. */
import { randomBytes } from "node:crypto";
import { IntaglioError } from "@intaglio/contract";
import { isKey } from "../keys.ts";

/** What says that a blob is there, and where its bytes are. */
export interface Manifest {
  readonly generation: string;
  readonly size: number;
  readonly chunkBytes: number;
  readonly modifiedAt: number;
}

/** Where all manifests are. */
const manifests = "manifests";
/** Where all chunks are. */
export const generations = "chunks";

const manifestEnd = ":_m";
const generationId = /^([0-9a-z]{1,11})-[0-9a-f]{16}$/;

/**
 * A key in unstorage's form. unstorage takes `:` and `/` for the same, refuses or drops some segments of dots, cuts keys
 * at `?` and uses `$` for itself; some drivers fold case. So `/` becomes `:`, `.` becomes `_d`, and nothing else is in
 * our alphabet. Our own parts begin with `_` but not `_d`: so no key collides with another's part.
 */
function fold(key: string): string {
  return key.replaceAll(".", "_d").replaceAll("/", ":");
}

/** Where a blob's manifest is. */
export function manifestOf(key: string): string {
  return `${manifests}:${fold(key)}${manifestEnd}`;
}

/** The blob's key, of an item's name as `getKeys` gives it; undefined when that is no manifest. */
export function keyOfManifest(name: string): string | undefined {
  if (!name.startsWith(`${manifests}:`) || !name.endsWith(manifestEnd)) return undefined;
  const key = name
    .slice(manifests.length + 1, -manifestEnd.length)
    .replaceAll(":", "/")
    .replaceAll("_d", ".");
  return isKey(key) && manifestOf(key) === name ? key : undefined;
}

/** The base under which all manifests of keys with `prefix` are; it may hold others, too. */
export function baseOf(prefix: string): string {
  const folder = prefix.slice(0, prefix.lastIndexOf("/") + 1);
  return `${manifests}:${fold(folder)}`;
}

/** A new generation: when it began, and 64 random bits. */
export function newGeneration(now: number): string {
  return `${now.toString(36)}-${randomBytes(8).toString("hex")}`;
}

/** When a generation began, Unix time in milliseconds; undefined when this is none of ours. */
export function beginOf(generation: string): number | undefined {
  const time = generationId.exec(generation)?.[1];
  return time === undefined ? undefined : Number.parseInt(time, 36);
}

/** The base of a generation's chunks. */
function generationOf(key: string, generation: string): string {
  return `${generations}:${fold(key)}:_g:${generation}`;
}

/** Where one chunk is. */
export function chunkOf(key: string, generation: string, index: number): string {
  return `${generationOf(key, generation)}:${index}`;
}

/** An empty item by which a long put says that it was at work at this time. The time is in the name: what is never rewritten is never half written. */
export function signOf(key: string, generation: string, now: number): string {
  return `${generationOf(key, generation)}:_a${now.toString(36)}`;
}

/** The time in an item's name as {@link signOf} gives it, Unix ms; 0 when it is no sign. */
export function timeOfSign(name: string): number {
  const time = /:_a([0-9a-z]{1,11})$/.exec(name)?.[1];
  return time === undefined ? 0 : Number.parseInt(time, 36);
}

/** Which blob and generation an item belongs to, of its name as `getKeys` gives it; undefined when that is no chunk. */
export function partsOfChunk(name: string): { readonly key: string; readonly generation: string } | undefined {
  const [, folded, generation] = /^chunks:(.+):_g:([^:]+):[^:]+$/.exec(name) ?? [];
  if (folded === undefined || generation === undefined || beginOf(generation) === undefined) return undefined;
  const key = folded.replaceAll(":", "/").replaceAll("_d", ".");
  return isKey(key) && fold(key) === folded ? { key, generation } : undefined;
}

/** How many chunks a blob has. */
export function chunkCount({ size, chunkBytes }: Manifest): number {
  return Math.ceil(size / chunkBytes);
}

/**
 * A manifest as it was read: undefined when there is none, "torn" when it is half written: not every driver writes in
 * one step, unstorage's `fs` empties the file first. Throws `STORAGE_FAILED` for anything else: some drivers give an
 * error as the value.
 */
export function readManifest(value: unknown): Manifest | undefined | "torn" {
  if (value === null || value === undefined) return undefined;
  if (typeof value === "string") return "torn"; // what is no whole JSON comes back as text
  const { generation, size, chunkBytes, modifiedAt } = Object(value) as Record<string, unknown>;
  const numbers = [size, chunkBytes, modifiedAt].every((number) => Number.isSafeInteger(number) && Number(number) >= 0);
  if (typeof generation !== "string" || beginOf(generation) === undefined || !numbers || chunkBytes === 0) {
    throw new IntaglioError("STORAGE_FAILED", "the storage gave something else for a blob's manifest", {
      cause: value,
    });
  }
  return { generation, size: Number(size), chunkBytes: Number(chunkBytes), modifiedAt: Number(modifiedAt) };
}
