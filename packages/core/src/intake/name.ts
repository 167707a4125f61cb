/** A file's name as a label: harmless wherever it is shown. */

// Control characters, and those that turn the direction of text around: a name could show another ending than it has.
const unsafe = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]/g;

/** Well-formed, NFC, without control, direction or path characters, at most 255 bytes of UTF-8; `original` when nothing is left. */
export function cleanName(given: string | undefined): string {
  const last = (given ?? "").split(/[/\\]/).at(-1) ?? "";
  const clean = last.toWellFormed().normalize("NFC").replace(unsafe, "").trim();
  const name = shorten(clean, 255);
  return name === "" || name === "." || name === ".." ? "original" : name;
}

function shorten(name: string, maxBytes: number): string {
  if (Buffer.byteLength(name) <= maxBytes) return name;
  const dot = name.lastIndexOf(".");
  const ending = dot > 0 && name.length - dot <= 16 ? name.slice(dot) : "";
  const room = maxBytes - Buffer.byteLength(ending);
  // Cut by bytes, and a character that is cut through goes. One by one would take seconds for the longest names.
  const stem = Buffer.from(name.slice(0, name.length - ending.length)).subarray(0, room);
  return stem.toString().replace(/\ufffd+$/, "") + ending;
}

/** A stated media type as a label: `type/subtype` in lower case, or `application/octet-stream`. */
export function cleanType(given: string | undefined): string {
  const type = (given ?? "").split(";")[0]?.trim().toLowerCase() ?? "";
  return /^[\w.+-]{1,100}\/[\w.+-]{1,100}$/.test(type) ? type : "application/octet-stream";
}
