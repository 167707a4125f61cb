/** Names on the blob stores. Every key is made or checked here, so that no client's word ever becomes a path. */
import { randomUUID } from "node:crypto";
import { IntaglioError, isFileId } from "@intaglio/contract";

const keyPattern = /^[a-z0-9/.-]{1,200}$/;
const prefixPattern = /^[a-z0-9/.-]{0,200}$/;
const hashPattern = /^[a-z0-9-]{1,128}$/;

/** Where all originals are. */
const originalsPrefix = "files/";

/** Where parts of uploads wait. */
export const partsPrefix = "parts/";

/** Where all renditions are. */
export const renditionsPrefix = "renditions/";

/** A new random file id: a version-4 UUID, 122 random bits. */
export function newFileId(): string {
  return randomUUID();
}

/** Where a file's original bytes are: `files/<first two characters of the id>/<id>`. Throws `INTERNAL` when `id` is no file id. */
export function originalKey(id: string): string {
  return `${originalsPrefix}${checkedId(id).slice(0, 2)}/${id}`;
}

/** The id inside a key of {@link originalKey}, or undefined when it is none. */
export function fileOfOriginal(key: string): string | undefined {
  const [folder, , id] = key.split("/", 3);
  return `${folder}/` === originalsPrefix && isFileId(id) ? id : undefined;
}

/** Where one part of an upload waits: `parts/<id>/<index>`. Throws `INTERNAL` for a bad id or index. */
export function partKey(id: string, index: number): string {
  if (!Number.isSafeInteger(index) || index < 0) throw new IntaglioError("INTERNAL", `not a part's index: ${index}`);
  return `${partPrefix(id)}${index}`;
}

/** What the keys of all parts of an upload begin with. Throws `INTERNAL` when `id` is no file id. */
export function partPrefix(id: string): string {
  return `${partsPrefix}${checkedId(id)}/`;
}

/** The id of the upload inside a key of {@link partKey}, or undefined when it is none. */
export function uploadOfPart(key: string): string | undefined {
  return idBehind(partsPrefix, key);
}

/** Where one rendition's bytes are: `renditions/<file id>/<hash>`. Throws `INTERNAL` for a bad id or hash. */
export function renditionKey(id: string, hash: string): string {
  if (!hashPattern.test(hash)) throw new IntaglioError("INTERNAL", `not a rendition's hash: ${JSON.stringify(hash)}`);
  return `${renditionPrefix(id)}${hash}`;
}

/** What the keys of all renditions of a file begin with. Throws `INTERNAL` when `id` is no file id. */
export function renditionPrefix(id: string): string {
  return `${renditionsPrefix}${checkedId(id)}/`;
}

/** The file id inside a key of {@link renditionKey}, or undefined when it is none. */
export function fileOfRendition(key: string): string | undefined {
  return idBehind(renditionsPrefix, key);
}

function idBehind(prefix: string, key: string): string | undefined {
  const [folder, id] = key.split("/", 2);
  return `${folder}/` === prefix && isFileId(id) ? id : undefined;
}

/** True when `key` may name a blob: 1 to 200 of `a-z 0-9 / . -`, no empty, `.` or `..` segment. */
export function isKey(key: unknown): key is string {
  return typeof key === "string" && keyPattern.test(key) && !key.split("/").some(isBadSegment);
}

/** Throws `INTERNAL` unless {@link isKey}. */
export function checkKey(key: string): void {
  if (isKey(key)) return;
  throw new IntaglioError("INTERNAL", `not a blob's key: ${JSON.stringify(key)}`);
}

/** Throws `INTERNAL` unless `prefix` is empty or could begin a key. Its last segment may be unfinished. */
export function checkPrefix(prefix: string): void {
  if (typeof prefix === "string" && prefixPattern.test(prefix) && !prefix.split("/").slice(0, -1).some(isBadSegment))
    return;
  throw new IntaglioError("INTERNAL", `not a prefix of blobs' keys: ${JSON.stringify(prefix)}`);
}

function isBadSegment(segment: string): boolean {
  return segment === "" || segment === "." || segment === "..";
}

function checkedId(id: string): string {
  if (!isFileId(id)) throw new IntaglioError("INTERNAL", `not a file's id: ${JSON.stringify(id)}`);
  return id;
}
