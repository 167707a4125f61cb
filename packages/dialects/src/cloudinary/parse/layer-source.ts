/** What a layer shows: a picture by its id, or one elsewhere by its address in base64. */
import { IntaglioError, type Source } from "@intaglio/contract";
import { quote } from "./component.ts";
import { readNamed, readUrl } from "./source.ts";

const refused: Readonly<Record<string, string>> = {
  video: "videos are not laid over pictures",
  audio: "sounds are not laid over pictures",
  subtitles: "subtitles are not laid over pictures",
  lut: "tables of colours are not read",
};

/** A picture layer's source. Throws `OPERATION_UNSUPPORTED`, `PLAN_INVALID` or `TARGET_INVALID`. */
export function readLayerSource(text: string): Source {
  const kind = text.slice(0, Math.max(0, text.indexOf(":")));
  if (Object.hasOwn(refused, kind)) {
    const hint = `Layers of the kind ${kind} are not spoken: ${refused[kind] ?? ""}`;
    throw new IntaglioError("OPERATION_UNSUPPORTED", hint, { hint });
  }
  if (kind === "fetch") return readUrl(decodeBase64(text.slice("fetch:".length)));
  // The type is not part of an id, nor is it looked at: who may see a file is the file's own.
  return readNamed(text.replace(/^(?:image:)?(?:(?:upload|private|authenticated):)?/, ""));
}

/** Base64 in either alphabet, with or without padding, and perhaps with an extension behind it. */
function decodeBase64(text: string): string {
  const bare = text
    .replace(/\.[a-z0-9]{2,5}$/i, "")
    .replace(/=+$/, "")
    .replaceAll("-", "+")
    .replaceAll("_", "/");
  try {
    const bytes = Uint8Array.from(atob(bare), (mark) => mark.charCodeAt(0));
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    const hint = `Invalid overlay in transformation: ${quote(`fetch:${text}`)}; fetch: takes an address in base64`;
    throw new IntaglioError("PLAN_INVALID", hint, { hint, cause });
  }
}

/** Writes what {@link readLayerSource} reads of addresses: the URL-safe alphabet, no padding. */
export function encodeBase64(text: string): string {
  const bytes = Array.from(new TextEncoder().encode(text), (byte) => String.fromCharCode(byte)).join("");
  return btoa(bytes).replace(/=+$/, "").replaceAll("+", "-").replaceAll("/", "_");
}
