/** Which picture a plan starts from. */
/**
 * A stored file by its id; a picture by a name its owner gave it, or by a path in a folder the server is told of (the
 * first of `names` that is there counts); or a picture elsewhere by its address.
 */
export type Source =
  | { readonly kind: "file"; readonly id: string }
  | { readonly kind: "name"; readonly names: readonly string[] }
  | { readonly kind: "url"; readonly url: string };

/** Names a source may try, one after the other. */
export const maxNames = 4;

const fileId = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for a version-4 UUID in lower case, the only form of a file's id. */
export function isFileId(value: unknown): value is string {
  return typeof value === "string" && fileId.test(value);
}

/**
 * True for what may name a file: well-formed NFC text of 1 to 255 bytes, in segments between slashes of which none is
 * empty, `.` or `..`; without control, bidi and line characters, backslashes, and `?`, `#` and `%`, which addresses use
 * for themselves. A file's id is no name.
 */
export function isCustomId(value: unknown): value is string {
  if (typeof value !== "string" || value === "" || fileId.test(value)) return false;
  if (!value.isWellFormed() || value !== value.normalize("NFC")) return false;
  if (new TextEncoder().encode(value).length > 255) return false;
  if (/[\p{Cc}\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\\?#%]/u.test(value)) return false;
  return value.split("/").every((segment) => segment !== "" && segment !== "." && segment !== "..");
}

/** The source in its normal form, or undefined. Addresses are `http:` or `https:`, without user info, at most 2,048 characters. */
export function readSource(value: unknown): Source | undefined {
  if (typeof value !== "object" || value === null) return undefined;
  const { kind, id, names, url } = value as Record<string, unknown>;
  if (kind === "file") return isFileId(id) ? { kind, id } : undefined;
  if (kind === "name") return readNames(names);
  if (kind !== "url" || typeof url !== "string" || url.length > 2048 || /[\s\\]/.test(url)) return undefined;
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  const plain = parsed !== undefined && /^https?:$/.test(parsed.protocol) && parsed.username + parsed.password === "";
  return plain ? { kind, url: parsed.href } : undefined;
}

function readNames(names: unknown): Source | undefined {
  if (!Array.isArray(names) || names.length === 0 || names.length > maxNames) return undefined;
  return names.every(isCustomId) && new Set(names).size === names.length
    ? { kind: "name", names: Object.freeze([...names]) }
    : undefined;
}

/** The source as canonical text. */
export function writeSource(source: Source): string {
  switch (source.kind) {
    case "file":
      return `file:${source.id}`;
    case "name":
      return `name:[${source.names.map(encodeURIComponent).join("+")}]`;
    case "url":
      return `url:[${encodeURIComponent(source.url)}]`;
  }
}
