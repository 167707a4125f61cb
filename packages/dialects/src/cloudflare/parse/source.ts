/** What stands behind the options: a path on the zone, a stored file's id, or an address. */
import { IntaglioError, decodeOnce, isCustomId, isFileId, type Source } from "@intaglio/contract";

/** A source, with what of it is not looked at. */
export interface FoundSource {
  readonly source: Source;
  readonly notices: readonly string[];
}

/** An id or a path, decoded once; a path's leading slashes do not count. Throws `TARGET_INVALID`. */
export function readName(raw: string): Source {
  const text = decodeOnce(raw);
  const isFile: boolean = isFileId(text);
  if (isFile) return { kind: "file", id: text };
  const name = text.replace(/^\/+/, "").normalize("NFC");
  if (!isCustomId(name)) throw malformed("the source is neither a stored file's id, nor a path, nor an address");
  return { kind: "name", names: [name] };
}

/**
 * A source as it stands in the path, with the query behind it. An address may be verbatim, with one or two slashes, or
 * percent-encoded; some builders only encode the `?` of a verbatim one.
 */
export function readSource(raw: string, query: string): FoundSource {
  if (raw === "") throw malformed("the source is missing");
  const isEncoded = /^https?(?:%3a|:(?:%2f|\/%2f))/i.test(raw);
  if (isEncoded || /^https?:/i.test(raw)) {
    const text = isEncoded ? decodeOnce(raw) : query === "" ? raw.replace(/%3f/i, "?") : raw;
    return { source: readUrl(query === "" ? text : `${text}?${query}`), notices: [] };
  }
  if (/^\/*cdn-cgi\/image\//.test(raw)) throw malformed("the source is itself a transformation");
  const mark = raw.search(/%3f/i);
  const name = readName(mark < 0 ? raw : raw.slice(0, mark));
  const isCut = mark >= 0 || query !== "";
  return { source: name, notices: isCut ? ["the query behind a path is not looked at"] : [] };
}

function readUrl(text: string): Source {
  // URL would drop some of these in silence.
  if (/[\p{Cc}\s\\]/u.test(text)) throw malformed("the source's address has characters no address may have");
  const url = text.replace(/^(https?):\/*/i, "$1://");
  if (!URL.canParse(url)) throw malformed("the source is no address");
  return { kind: "url", url: new URL(url).href };
}

function malformed(hint: string): IntaglioError {
  return new IntaglioError("TARGET_INVALID", hint, { hint });
}
