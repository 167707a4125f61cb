/** Ids to sources: which names are tried, and what their extension says. */
import { decodeOnce, IntaglioError, isCustomId, isFileId, maxNames, type Source } from "@intaglio/contract";
import { isFormat } from "../vocabulary/output.ts";
import { idPart, type Address } from "./address.ts";

/** A picture an address points at, and the format that its ending asks for. */
export interface Pointed {
  readonly source: Source;
  readonly extension: string | undefined;
}

/** The source of an address. Throws `TARGET_INVALID` for ids that nothing can have. */
export function readSource(address: Address): Pointed {
  // Bytes beyond ASCII are percent-encoded in an address; bare ones arrive in whatever charset.
  if (!/^[\x21-\x7e]*$/.test(address.rest)) throw wrongId();
  // Words are cut off undecoded, where the signature leaves them out: an escaped slash or point in them divides nothing.
  const id = decodeOnce(idPart(address));
  if (address.type === "fetch") return { source: readUrl(id), extension: undefined };
  if (!["upload", "private", "authenticated"].includes(address.type))
    throw new IntaglioError("OPERATION_UNSUPPORTED", "a delivery type", {
      hint: `Delivery type ${address.type} is not spoken: upload, private, authenticated and fetch are`,
    });
  // The signature covers neither resource nor delivery type, so where one stands they must mean nothing.
  const isImage = address.resource === "image" || address.signature !== undefined;
  if (address.suffixed) return fromSuffixed(id, address.rest, isImage);
  const { stem, extension } = splitExtension(id);
  if (isFileId(stem) && extension !== undefined)
    return { source: { kind: "file", id: stem }, extension: isImage ? extension : undefined };
  if (!isImage) return { source: toSource([id]), extension: undefined };
  const names = extension === undefined ? [id] : [stem, id];
  return { source: toSource([...names, ...withoutSuffix(address, stem)]), extension };
}

/** `images/<id>/<words>.jpg`: the last segment but its extension is for people. */
function fromSuffixed(id: string, rest: string, isImage: boolean): Pointed {
  const words = rest.slice(rest.lastIndexOf("/") + 1);
  if (rest.includes("/") && words.split(".").length > 2) throw wrongId();
  return readPlain(id, isImage);
}

function readPlain(id: string, isImage: boolean): Pointed {
  const { stem, extension } = splitExtension(id);
  if (isFileId(stem)) return { source: { kind: "file", id: stem }, extension: isImage ? extension : undefined };
  if (!isImage) return { source: toSource([id]), extension: undefined };
  return { source: toSource(extension === undefined ? [id] : [stem, id]), extension };
}

/** In the root form the last segment may be such words: then the id is what stands before it. Never under a signature, which does not cover them. */
function withoutSuffix({ root, signature }: Address, stem: string): string[] {
  const at = stem.lastIndexOf("/");
  return root && signature === undefined && at > 0 && !stem.slice(at).includes(".") ? [stem.slice(0, at)] : [];
}

/** An id of a layer or a fallback: slashes are colons there. */
export function readNamed(text: string): Source {
  const id = text.replaceAll(":", "/");
  const { stem, extension } = splitExtension(id);
  return toSource(extension === undefined ? [id] : [stem, id]);
}

/** A file by its id, else names to try in their order. */
function toSource(names: readonly string[]): Source {
  const [first = ""] = names;
  if (isFileId(first)) return { kind: "file", id: first };
  const tried = [...new Set(names)].slice(0, maxNames);
  // `http:/…` is an address whose slashes were merged: it belongs to `fetch`.
  if (!tried.every(isCustomId) || /^(?:https?|ftp|s3|gs):\//i.test(first)) throw wrongId();
  return { kind: "name", names: tried };
}

function splitExtension(id: string): { stem: string; extension: string | undefined } {
  const at = id.lastIndexOf("/") + 1;
  const { stem, extension } = splitLast(id.slice(at));
  const known = extension !== undefined && stem !== "" && isFormat(extension.toLowerCase());
  return known
    ? { stem: id.slice(0, at) + stem, extension: extension.toLowerCase() }
    : { stem: id, extension: undefined };
}

function splitLast(segment: string): { stem: string; extension: string | undefined } {
  const dot = segment.lastIndexOf(".");
  return dot < 0
    ? { stem: segment, extension: undefined }
    : { stem: segment.slice(0, dot), extension: segment.slice(dot + 1) };
}

/** Proxies merge slashes: `http:/example.com` is `http://example.com`. */
export function readUrl(text: string): Source {
  const url = text.replace(/^(https?):\/+/i, "$1://").replaceAll(" ", "%20");
  const isUrl = /^https?:\/\/[^/]/i.test(url) && url.length <= 2048 && !/[\s\\]/.test(url) && URL.canParse(url);
  if (!isUrl || new URL(url).username + new URL(url).password !== "")
    throw new IntaglioError("TARGET_INVALID", "no http(s) address behind fetch", {
      hint: "fetch takes an http or https address of at most 2048 characters, without a user's name",
    });
  return { kind: "url", url: new URL(url).href };
}

function wrongId(): IntaglioError {
  return new IntaglioError("TARGET_INVALID", "an id that no file can have", {
    hint: "An id is 1 to 255 bytes, without control characters, ? # % \\, empty segments, . and ..",
  });
}
