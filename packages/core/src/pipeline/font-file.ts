/** What a font file says of itself. */
import { closeSync, openSync, readSync } from "node:fs";

/** A font's own name and cut. */
export interface FontNames {
  /** Undefined where the file has no name that can be read. */
  readonly family: string | undefined;
}

/** Reads the name table of a TrueType or OpenType file. Throws an `Error` that says what is wrong with the file. */
export function readFontFile(path: string): FontNames {
  const file = openSync(path, "r");
  try {
    const head = readAt(file, 0, 12);
    const kind = head.toString("latin1", 0, 4);
    if (kind === "ttcf") throw new Error("a collection of fonts: only single TTF and OTF files are taken");
    if (kind === "wOFF" || kind === "wOF2") throw new Error("a web font: only TTF and OTF files are taken");
    if (!["\0\u0001\0\0", "OTTO", "true"].includes(kind)) throw new Error("no TTF or OTF file");
    const directory = readAt(file, 12, head.readUInt16BE(4) * 16);
    return { family: familyIn(tableIn(file, directory, "name")) };
  } catch (error) {
    if (error instanceof RangeError) throw new Error("a damaged font file", { cause: error });
    throw error;
  } finally {
    closeSync(file);
  }
}

/** Tables of names are some kilobytes; whatever claims to be larger is no font. */
const mostBytes = 1_000_000;

function readAt(file: number, position: number, length: number): Buffer {
  if (length > mostBytes) throw new Error("a damaged font file");
  const bytes = Buffer.alloc(length);
  if (readSync(file, bytes, 0, length, position) < length) throw new Error("a damaged font file");
  return bytes;
}

function tableIn(file: number, directory: Buffer, name: string): Buffer {
  for (let at = 0; at < directory.length; at += 16)
    if (directory.toString("latin1", at, at + 4) === name)
      return readAt(file, directory.readUInt32BE(at + 8), directory.readUInt32BE(at + 12));
  throw new Error(`a font file without its table ${name}`);
}

/** The name of the whole family comes before that of four cuts at most, English before other languages. */
function familyIn(names: Buffer): string | undefined {
  const storage = names.readUInt16BE(4);
  const found: { rank: number; text: string }[] = [];
  for (let index = 0; index < names.readUInt16BE(2); index += 1) {
    const at = 6 + index * 12;
    const [platform, , language, id, length, offset] = [0, 2, 4, 6, 8, 10].map((field) =>
      names.readUInt16BE(at + field),
    );
    if ((id !== 16 && id !== 1) || offset === undefined || length === undefined) continue;
    const bytes = names.subarray(storage + offset, storage + offset + length);
    const text = platform === 1 ? bytes.toString("latin1") : utf16(bytes);
    const english = platform === 3 ? language === 0x409 : language === 0;
    found.push({ rank: (id === 16 ? 0 : 2) + (english ? 0 : 1), text });
  }
  return found.toSorted((one, other) => one.rank - other.rank)[0]?.text;
}

function utf16(bytes: Buffer): string {
  return new TextDecoder("utf-16be").decode(bytes);
}
