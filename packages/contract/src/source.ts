/** Which picture a plan starts from. */
import type { Field } from "./fields.ts";

/** A stored file by its id, or a picture elsewhere by its address. */
export type Source = { readonly kind: "file"; readonly id: string } | { readonly kind: "url"; readonly url: string };

const fileId = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for a version-4 UUID in lower case, the only form of a file's id. */
export function isFileId(value: unknown): value is string {
  return typeof value === "string" && fileId.test(value);
}

/** The source in its normal form, or undefined. Addresses are `http:` or `https:`, without user info, at most 2,048 characters. */
export function readSource(value: unknown): Source | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, id, url } = value as Record<string, unknown>;
  if (kind === "file") return isFileId(id) ? { kind, id } : undefined;
  if (kind !== "url" || typeof url !== "string" || url.length > 2048 || /[\s\\]/.test(url)) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const plain = parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username + parsed.password === "";
  return plain ? { kind, url: parsed.href } : undefined;
}

/** The source as canonical text. */
export function writeSource(source: Source): string {
  return source.kind === "file" ? `file:${source.id}` : `url:[${encodeURIComponent(source.url)}]`;
}

/** A source as an argument. */
export const sourceField: Field<Source, "required"> = {
  presence: "required",
  expected: "a file's id or an http(s) address",
  read: readSource,
  write: writeSource,
};
