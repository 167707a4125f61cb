/** What of a file a search's words stand in: the text with the words in `<em>`, safe to be shown as HTML. */
import { wordsOf, type FileRecord, type FileSearch, type SearchText } from "@intaglio/contract";

/** Fields with matching words; undefined where there are none. */
export function highlight(file: FileRecord, { query, phrase = {} }: Pick<FileSearch, "query" | "phrase">) {
  const wordsFor = (text: SearchText): string[] =>
    [query, phrase[text]].flatMap((words) => (words === undefined ? [] : wordsOf(words)));
  const name = mark(file.name, wordsFor("name"));
  const type = mark(file.type, wordsFor("type"));
  const metadata = Object.entries(file.metadata).flatMap(([key, value]) => {
    const marked = mark(value, wordsFor("metadata"));
    return marked === undefined ? [] : [[key, marked] as const];
  });
  if (name === undefined && type === undefined && metadata.length === 0) return undefined;
  return {
    ...(name !== undefined && { original_filename: [name] }),
    ...(type !== undefined && { detected_mime_type: [type] }),
    ...(metadata.length > 0 && { metadata: Object.fromEntries(metadata) }),
  };
}

/** Undefined where none of the words is in it. */
function mark(text: string, words: readonly string[]): string | undefined {
  const [first, ...rest] = words.map((word) => word.replace(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  if (first === undefined) return undefined;
  const parts = text.normalize("NFC").split(new RegExp(`(${[first, ...rest].join("|")})`, "giu"));
  if (parts.length === 1) return undefined;
  return parts.map((part, at) => (at % 2 === 1 ? `<em>${escape(part)}</em>` : escape(part))).join("");
}

function escape(text: string): string {
  return text.replace(/[&<>]/g, (sign) => (sign === "&" ? "&amp;" : sign === "<" ? "&lt;" : "&gt;"));
}
