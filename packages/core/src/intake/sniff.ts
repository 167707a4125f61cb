/** What a file is, told by its first bytes from a short closed list. What the client says of it is never asked. */
import type { ImageFormat } from "@intaglio/contract";

/** How many first bytes {@link sniff} wants. */
export const sniffBytes = 32;

/** The media type of pictures that can be processed, by format. */
export const imageTypes: Readonly<Record<ImageFormat, string>> = {
  jpeg: "image/jpeg",
  png: "image/png",
  webp: "image/webp",
  gif: "image/gif",
  avif: "image/avif",
  tiff: "image/tiff",
};

const ascii = (head: Uint8Array, start: number, end: number): string =>
  String.fromCharCode(...head.subarray(start, end));

/** The picture's format, or undefined when it is none that can be processed. */
export function sniff(head: Uint8Array): ImageFormat | undefined {
  if (head[0] === 0xff && head[1] === 0xd8 && head[2] === 0xff) return "jpeg";
  if (ascii(head, 0, 8) === "\x89PNG\r\n\x1a\n") return "png";
  if (ascii(head, 0, 4) === "RIFF" && ascii(head, 8, 12) === "WEBP") return "webp";
  if (/^GIF8[79]a$/.test(ascii(head, 0, 6))) return "gif";
  if (ascii(head, 4, 8) === "ftyp" && isAvif(head)) return "avif";
  const order = ascii(head, 0, 4);
  return order === "II*\0" || order === "MM\0*" ? "tiff" : undefined;
}

/** The brand `avif` or `avis`, as the major one or among the first compatible ones. */
function isAvif(head: Uint8Array): boolean {
  for (let at = 8; at + 4 <= head.length; at += 4) {
    if (at === 12) continue; // the minor version, not a brand
    if (/^avi[fs]$/.test(ascii(head, at, at + 4))) return true;
  }
  return false;
}
