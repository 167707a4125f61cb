/** Which picture a plan starts from. */
/**
 * A stored file by its id; a picture by a name its owner gave it, or by a path in a folder the server is told of (the
 * first of `names` that is there counts); or a picture elsewhere by its address.
 */
export type Source =
  | { readonly kind: "file"; readonly id: string }
  | { readonly kind: "name"; readonly names: readonly string[] }
  | { readonly kind: "url"; readonly url: string };

/** A file of a group, by its place from 0: a plan's own picture alone can be one. What the group puts first comes before the plan's steps. */
export interface MemberSource {
  readonly kind: "member";
  /** The group's id. */
  readonly group: string;
  readonly index: number;
}

/** Where a plan starts. */
export type PlanSource = Source | MemberSource;

/** Names a source may try, one after the other. */
export const maxNames = 4;

const fileId = /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/;

/** True for a version-4 UUID in lower case, the only form of a file's id. */
export function isFileId(value: unknown): value is string {
  return typeof value === "string" && fileId.test(value);
}

/** Files of a group at most. */
export const maxMembers = 1000;

/** True for a group's id: a version-4 UUID in lower case, `~`, and the number of its files, 1 to 1000. */
export function isGroupId(value: unknown): value is string {
  if (typeof value !== "string" || value[36] !== "~" || !fileId.test(value.slice(0, 36))) return false;
  const count = value.slice(37);
  return /^[1-9]\d{0,3}$/.test(count) && Number(count) <= maxMembers;
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

/** The start of a plan in its normal form, or undefined. */
export function readPlanSource(value: unknown): PlanSource | undefined {
  const { kind, group, index } = Object(value) as Record<string, unknown>;
  if (kind !== "member") return readSource(value);
  const isPlace = Number.isSafeInteger(index) && Number(index) >= 0;
  return isGroupId(group) && isPlace ? { kind, group, index: Number(index) } : undefined;
}

function readNames(names: unknown): Source | undefined {
  if (!Array.isArray(names) || names.length === 0 || names.length > maxNames) return undefined;
  return names.every(isCustomId) && new Set(names).size === names.length
    ? { kind: "name", names: Object.freeze([...names]) }
    : undefined;
}

/** The source as canonical text. */
export function writeSource(source: PlanSource): string {
  switch (source.kind) {
    case "file":
      return `file:${source.id}`;
    case "name":
      return `name:[${source.names.map(encodeURIComponent).join("+")}]`;
    case "url":
      return `url:[${encodeURIComponent(source.url)}]`;
    case "member":
      return `member:${source.group}/${source.index}`;
  }
}
