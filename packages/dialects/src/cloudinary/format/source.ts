/** Sources as the end of an address. */
import type { Source } from "@intaglio/contract";

/** What stands behind the transformation, and the type before it; undefined for names that have no such form. */
export function writeSource(source: Source): { readonly type: "upload" | "fetch"; readonly rest: string } | undefined {
  if (source.kind === "url") return { type: "fetch", rest: escapeId(source.url) };
  const id = writeNames(source);
  return id === undefined ? undefined : { type: "upload", rest: escapeId(id) };
}

/** An id of a layer or a fallback: colons for slashes. */
export function writeNamed(source: Source): string | undefined {
  const id = source.kind === "url" ? undefined : writeNames(source);
  return id === undefined ? undefined : escapeId(id).replaceAll(":", "%3A").replaceAll("/", ":");
}

/** A file's id; a name; or a name that is tried without its extension first. */
function writeNames(source: Exclude<Source, { readonly kind: "url" }>): string | undefined {
  if (source.kind === "file") return source.id;
  const [first, second, ...more] = source.names;
  if (more.length > 0) return undefined;
  return second === undefined || second.startsWith(`${first ?? ""}.`) ? (second ?? first) : undefined;
}

/** Escapes as Cloudinary's Node builder does: all but letters, digits and `_ . - / :`. */
function escapeId(id: string): string {
  return id.replace(/[^\w.\-/:]/gu, (mark) =>
    Array.from(new TextEncoder().encode(mark), (byte) => `%${byte.toString(16).toUpperCase().padStart(2, "0")}`).join(
      "",
    ),
  );
}
